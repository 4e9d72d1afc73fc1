// Where one signs in. What was being done stays in the address and the drafts.
import { html, Component } from './view.js';
import { t } from './text.js';
import { canGoToIssuer, goToIssuer, signIn, scopesOf, hasEnded } from './session.js';

export class SignIn extends Component {
  state = { text: '', wrong: '' };
  take(scope) {
    const scopes = scopesOf(this.state.text);
    if (!scopes.includes(scope))
      return this.setState({
        wrong: scopes.length ? t('sign.in.other', { x: t('scope.' + scope) }) : t('sign.in.unreadable'),
      });
    signIn(this.state.text);
  }
  render({ scope }, { text, wrong }) {
    return html`<section class="sign-in card stack">
      <h2>${t('sign.in.' + scope)}</h2>
      ${hasEnded(scope) && html`<p class="notice" role="status">${t('trouble.expired')}</p>`}
      <p class="quiet">${t('sign.in.' + scope + '.text')}</p>
      ${
        canGoToIssuer
          ? html`<button class="go" type="button" onclick=${() => goToIssuer().catch(() =>
            this.setState({ wrong: t('sign.in.unreachable') }))}>${t('sign.in')}</button>`
          : html`<form class="stack" onsubmit=${e => {
              e.preventDefault();
              this.take(scope);
            }}><div class="field"><label for="token">${t('token')}</label>
          <textarea id="token" required spellcheck=${'false'} autocomplete="off" aria-describedby="token-hint"
            value=${text} oninput=${e => this.setState({ text: e.target.value, wrong: '' })}></textarea></div>
          <p id="token-hint" class="quiet">${t('token.hint')}</p><button class="go" type="submit">
            ${t('sign.in')}</button></form>`
      }
      ${wrong && html`<p class="trouble" role="alert">${wrong}</p>`}</section>`;
  }
}

// Webhooks: where a seller is told of changed decisions.
import { html, use, forget, Component } from './view.js';
import { link, go } from './address.js';
import { t, word, said, moment } from './text.js';
import { call, get, post } from './api.js';
import { Loaded, Empty, Trouble, copy, tell } from './parts.js';
import { draft, type, clear } from './draft.js';

export function Webhooks({ id }) {
  return id ? html`<${One} id=${id} />` : html`<${All} />`;
}

class All extends Component {
  state = {};
  async add() {
    const d = draft('webhook');
    this.setState({ busy: true, error: null });
    try {
      const made = await post('/v1/webhooks', { url: d.url, ...(d.note && { note: d.note }) }, { as: 'seller' });
      clear('webhook');
      forget('webhooks');
      this.setState({ busy: false, made });
    } catch (error) {
      this.setState({ busy: false, error });
    }
  }
  render(_, { busy, error, made }) {
    const hooks = use('webhooks', () => get('/v1/webhooks', null, 'seller'));
    const d = draft('webhook');
    return html`<div class="stack">
      <form class="card stack" onsubmit=${e => {
        e.preventDefault();
        this.add();
      }}><p class="quiet lead">${t('webhooks.text')}</p>
        <div class="row second"><div class="field"><label for="hook-url">${t('webhook.url')}</label>
          <input id="hook-url" type="url" required maxlength="2048" placeholder="https://shop.example.com/hooks"
          value=${d.url || ''} oninput=${e => type('webhook', { url: e.target.value })} /></div>
        <div class="field"><label for="hook-note">${t('note')}</label>
          <input id="hook-note" maxlength="200" value=${d.note || ''} oninput=${e => type('webhook',
          { note: e.target.value })} /></div></div>
        ${error && html`<${Trouble} error=${error} again=${() => this.add()} />`}<button class="go" type="submit"
          disabled=${busy}>${t('webhook.add')}</button></form>
      ${made && html`<${Secret} of=${made} close=${() => this.setState({ made: null })} />`}
      <${Loaded} of=${hooks} lines=${4} again=${() => forget('webhooks')}>${w =>
        w.items.length
          ? html`<div class="card scroll"><table><thead><tr><th scope="col">${t('webhook.url')}</th><th scope="col">
            ${t('note')}</th><th scope="col">${t('state')}</th><th scope="col">${t('last.success')}</th></tr></thead>
        <tbody>${w.items.map(h => html`<tr key=${h.id}><td><a href=${link(['sellers', 'webhooks', h.id])}>
          ${h.url}</a></td><td>${h.note}</td><td><${State} of=${h} /></td><td class="quiet">
          ${h.last_success_at ? moment(h.last_success_at) : t('never')}</td></tr>`)}</tbody></table></div>`
          : html`<${Empty} title=${t('webhooks.none')} text=${t('webhooks.none.text')} />`}<//></div>`;
  }
}

const Secret = ({ of: w, close }) =>
  html`<div class="card notice" role="status"><p>${t('secret.once')}</p><p><code>${w.secret}</code></p>
    <p class="toolbar"><button type="button" onclick=${() => copy(w.secret)}>${t('copy.secret')}</button>
    <button type="button" onclick=${close}>${t('close')}</button></p></div>`;

// State says whether a webhook is told of events, and why not. One whose address has
// not yet proved that it belongs to the seller is pending.
const State = ({ of: h }) =>
  h.status === 'pending'
    ? html`<span class="pill">${t('pending')}</span> <span class="quiet">${t('pending.why', {
        at: h.challenge_until ? moment(h.challenge_until) : t('never') })}</span>`
    : h.enabled
      ? html`<span class="good">${t('enabled')}</span>`
      : html`<span class="wrong">${t('disabled')}</span> <span class="quiet">${said(h.disabled_why?.text)}</span>`;

class One extends Component {
  state = {};
  async act(name, f) {
    this.setState({ busy: name, error: null });
    try {
      await f();
      forget('webhook');
      this.setState({ busy: '' });
    } catch (error) {
      this.setState({ busy: '', error });
    }
  }
  test = id => this.act('test', () => this.send(id, 'test'));
  challenge = id => this.act('challenge', () => this.send(id, 'challenge'));

  // send has a signed event delivered, and waits a little for what comes of it.
  async send(id, what) {
    const path = `/v1/webhooks/${encodeURIComponent(id)}`;
    const sent = await post(path + '/' + what, undefined, { as: 'seller' });
    let one = sent;
    for (let i = 0; i < 12 && one.state === 'waiting'; i++) {
      await new Promise(r => setTimeout(r, 500));
      one = (await get(path + '/deliveries', { limit: 20 }, 'seller')).items.find(x => x.id === sent.id) || one;
    }
    tell(
      one.state === 'delivered'
        ? t(what === 'test' ? 'test.ok' : 'challenge.ok')
        : one.state === 'failed'
          ? t('test.failed', { why: one.last_error ? said(one.last_error.text) : t('status', { n: one.last_status }) })
          : t('test.sent'),
    );
  }
  render({ id }, { busy, error, secret }) {
    const path = '/v1/webhooks/' + encodeURIComponent(id);
    const hook = use('webhook:' + id, () => get(path, null, 'seller'));
    const sent = use('webhook:sent:' + id, () => get(path + '/deliveries', { limit: 20 }, 'seller'));
    return html`<div class="stack"><p><a href=${link(['sellers', 'webhooks'])}>${t('webhooks')}</a></p>
      <${Loaded} of=${hook} lines=${4} again=${() => forget('webhook')}>${h => html`<section class="card stack"><h3>
      ${h.url}</h3>${h.note && html`<p class="quiet">${h.note}</p>`}
        <p><${State} of=${h} /></p>
        <div class="toolbar">${h.status === 'pending' && html`<button class="go"
            type="button" disabled=${Boolean(busy)} onclick=${() => this.challenge(id)}>${t('challenge')}</button>`}
          <button class=${h.status === 'pending' ? '' : 'go'} type="button" disabled=${Boolean(busy) ||
            h.status === 'pending'} onclick=${() => this.test(id)}>${t('test')}</button>
          <button type="button" disabled=${Boolean(busy)} onclick=${() => this.act('enable', () => call('PATCH',
            path, { body: { enabled: !h.enabled }, as: 'seller' }))}>${t(h.enabled ? 'disable' : 'enable')}</button>
          <button type="button" disabled=${Boolean(busy)} onclick=${() => this.act('secret', async () =>
            this.setState({ secret: await post(path + '/secret', {}, { as: 'seller' }) }))}>
            ${t('secret.new')}</button>
          <button class="danger" type="button" disabled=${Boolean(busy)} onclick=${() =>
            confirm(t('webhook.remove.sure')) &&
            this.act('remove', async () => {
              await call('DELETE', path, { as: 'seller' });
              forget('webhooks');
              go(['sellers', 'webhooks'], {});
            })}>${t('remove')}</button></div>
        ${secret && html`<${Secret} of=${secret} close=${() => this.setState({ secret: null })} />`}
          ${error && html`<${Trouble} error=${error} />`}</section>`}<//>
      <section class="card"><h3>${t('deliveries')}</h3>
        <${Loaded} of=${sent} lines=${4} again=${() => forget('webhook')}>${d =>
        d.items.length
          ? html`<div class="scroll"><table><thead><tr><th scope="col">${t('event')}</th><th scope="col">
            ${t('state')}</th><th scope="col">${t('attempts')}</th><th scope="col">${t('last.answer')}</th>
            <th scope="col"></th></tr></thead>
        <tbody>${d.items.map(x => html`<tr key=${x.id}><td class="quiet"><span title=${x.event}>
          ${moment(x.created_at)}</span></td><td>
          ${word('delivery', x.state)}</td><td class="n">${x.attempts}</td><td>
          ${x.last_error && x.last_error.code !== 'status' ? said(x.last_error.text) : x.last_status ?? ''}</td><td>
          <button type="button" class="chip" onclick=${() => this.act('again', () => post(path + '/deliveries',
          { event: x.event }, { as: 'seller' }))}>${t('send.again')}</button></td></tr>`)}</tbody></table></div>`
          : html`<p class="quiet">${t('deliveries.none')}</p>`}<//></section></div>`;
  }
}

// The box that takes a name or a code. Suggestions come while one types; what is
// sent is always the text that is seen, or the suggestion that was chosen.
import { html, Component } from './view.js';
import { t, asCode } from './text.js';
import { Icon, Name, Code } from './parts.js';

const pause = 140; // ms after the last key

export class Box extends Component {
  state = { items: [], open: false, at: -1, busy: false };
  asked = 0;

  type(text) {
    this.props.type(text);
    clearTimeout(this.timer);
    const words = text.trim();
    const turn = ++this.asked; // a list that comes late is thrown away
    if (words.length < 2 && !/[\u4e00-\u9fff]/.test(words))
      return this.setState({ items: [], open: false, at: -1, busy: false });
    if (asCode(words)) return this.setState({ items: [], open: false, at: -1, busy: false });
    this.timer = setTimeout(async () => {
      this.setState({ busy: true });
      try {
        const { items } = await this.props.find(words);
        if (turn === this.asked) this.setState({ items, open: items.length > 0, at: -1, busy: false });
      } catch {
        if (turn === this.asked) this.setState({ items: [], open: false, busy: false }); // Enter says what is wrong
      }
    }, pause);
  }

  close() {
    this.asked++;
    clearTimeout(this.timer);
    this.setState({ open: false, at: -1, busy: false });
  }

  key(e) {
    const { open, items, at } = this.state;
    if (e.isComposing) return; // an input method is at work
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      if (!items.length) return;
      e.preventDefault();
      const step = e.key === 'ArrowDown' ? 1 : -1;
      this.setState({ open: true, at: open ? (at + step + items.length + 1) % (items.length + 1) : 0 });
    } else if (e.key === 'Escape' && open) {
      e.preventDefault();
      this.close();
    } else if (e.key === 'Enter' && open && at >= 0 && at < items.length) {
      e.preventDefault();
      this.choose(items[at]);
    } else if (e.key === 'Enter') this.close(); // what is typed is asked
  }

  choose(item) {
    this.close();
    this.props.choose(item);
  }

  render({ value, label, placeholder, id = 'box', option }, { items, open, at, busy }) {
    return html`<div class="box field" role="presentation">
      <label for=${id}>${label}</label>
      <div class="boxed"><${Icon} name="search" />
      <input id=${id} type="search" role="combobox" autocomplete="off" spellcheck=${'false'} enterkeyhint="search"
        value=${value} placeholder=${placeholder}
        aria-expanded=${open} aria-controls=${id + '-list'} aria-autocomplete="list" aria-activedescendant=${open &&
          at >= 0 && at < items.length ? id + '-' + at : null}
        oninput=${e => this.type(e.target.value)} onkeydown=${e => this.key(e)} onblur=${() => setTimeout(() =>
          this.close(), 180)} />
      ${busy && html`<span class="spin" aria-hidden="true"></span>`}</div>
      <ul id=${id + '-list'} role="listbox" aria-label=${t('suggestions')} hidden=${!open} class="suggestions">
        ${items.map(
          (x, i) => html`<li id=${id + '-' + i} role="option" aria-selected=${i === at} onmousedown=${e => {
            e.preventDefault();
            this.choose(x);
          }}>
          ${option ? option(x) : html`<${Code} code=${x.code} /> <${Name} of=${x} />`}</li>`,
        )}</ul>
    </div>`;
  }
}

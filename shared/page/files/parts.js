// The parts that every view is put together from.
import { html, redraw, Component } from './view.js';
import { link, go } from './address.js';
import { t, word, language, original, named, spaced, day, count, has } from './text.js';

const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': '1.6',
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
};

const drawings = {
  eligible: ['M4.5 10.5l3.5 3.5 7.5-8'],
  conditional: ['M10 4.5v7', 'M10 15v.2'],
  ineligible: ['M5.5 5.5l9 9', 'M14.5 5.5l-9 9'],
  undetermined: ['M7.2 7.4a2.9 2.9 0 1 1 4.3 2.6c-.9.5-1.5 1-1.5 2.2', 'M10 15.2v.1'],
  official: [
    'M10 2.5l2 1.6 2.6-.2.6 2.5 2 1.6-1.1 2.3.6 2.5-2.3 1.1-1 2.3-2.6-.5-2.4 1-1.8-1.9-2.5-.5-.2-2.6-1.7-1.9 1.4-2.2-.1-2.6 2.5-.7L7.5 2.9z',
    'M7 10l2.2 2.2L13.2 8',
  ],
  law: [
    'M12.6 5.6A2.6 2.2 0 1 0 10 8.2c2.4.5 3.4 1.5 3.1 3',
    'M7.4 14.4A2.6 2.2 0 1 0 10 11.8c-2.4-.5-3.4-1.5-3.1-3',
  ],
  transcribed: [
    'M7 3h7a1.5 1.5 0 0 1 1.500 1.500v9',
    'M4.500 6h6a1.500 1.500 0 0 1 1.500 1.500v8a1.500 1.500 0 0 1-1.500 1.500h-6A1.500 1.500 0 0 1 3 15.500v-8A1.500 1.500 0 0 1 4.500 6z',
    'M5.800 10h3.400',
    'M5.800 13h3.400',
  ],
  reported: [
    'M8 6.500C5.500 7.500 4.500 9 4.500 11.500v2h3.500v-3.500H6',
    'M15.500 6.500c-2.500 1-3.500 2.500-3.500 5v2h3.500v-3.500h-2',
  ],
  sample: ['M3.500 16.500L10 4l6.500 12.500z', 'M8 13.500l3-4'],
  copy: ['M7 7h8.500v8.500H7z', 'M4.500 12.500v-8h8'],
  print: ['M6 8V3.500h8V8', 'M6 14H4V8h12v6h-2', 'M6 12h8v4.500H6z'],
  save: ['M10 3.500v8.500', 'M6.500 9l3.500 3.500L13.500 9', 'M4 16.500h12'],
  link: [
    'M8.500 11.500l3-3',
    'M9.500 6.500l1.800-1.800a2.900 2.900 0 0 1 4.100 4.100L13.500 10.500',
    'M10.500 13.500l-1.800 1.800a2.900 2.900 0 0 1-4.100-4.100L6.500 9.500',
  ],
  search: ['M9 3.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11z', 'M13 13l4 4'],
};

export const Icon = ({ name }) => html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" ...${stroke}>
  ${(drawings[name] || []).map(d => html`<path d=${d} />`)}</svg>`;

export const Verdict = ({
  verdict,
  large,
  service,
}) => html`<span class=${`verdict ${verdict}${large ? ' large' : ''}`}>
  <span class="mark"><${Icon} name=${verdict} /></span>${word(service ? 'verdict.service' : 'verdict', verdict)}
    </span>`;

// Basis says how near to the law a statement is. Each kind has its own drawing,
// frame and word, so that none is told by its colour alone.
export const Basis = ({
  basis,
}) => html`<span class=${'basis ' + basis} title=${has('basis.' + basis + '.long') ? t('basis.' + basis + '.long')
  : ''}>
  <${Icon} name=${basis} />${word('basis', basis)}</span>`;

export const Chinese = ({ text }) => html`<span lang="zh-CN" class="original">${text}</span>`;

// Name is a name in the reader's language, with the Chinese original beside a
// translation.
export const Name = ({ of }) =>
  html`<span class="name">${language() === 'zh' && !of.name_zh ? html`<span class="second" lang="en">
    ${of.name_en}</span>` : named(of)}${original(of) && html` <span class="second" lang="zh-CN">
    ${original(of)}</span>`}</span>`;

export const Code = ({ code }) => html`<span class="code">${spaced(code)}</span>`;

export const Skeleton = ({ lines = 3 }) => html`<div class="skeleton" role="status" aria-label=${t('loading')}>
  ${Array.from({ length: lines }, (_, i) => html`<span style=${{ width: [92, 78, 85, 60][i % 4] + '%' }}>
    </span>`)}</div>`;

export const Empty = ({ title, text, children }) =>
  html`<div class="empty"><h3>${title}</h3>${text && html`<p>${text}</p>`}${children}</div>`;

// fieldAt names the field that a problem points at, as the form does.
function fieldAt(pointer) {
  const parts = (pointer || '').split('/').filter(x => x && !/^\d+$/.test(x));
  for (const name of parts.reverse()) {
    for (const key of ['pointer.' + name, 'fact.' + name, 'col.' + name, 'bring.' + name]) if (has(key)) return t(key);
  }
  return pointer;
}

// The fields of the forms that a problem may point at.
const fieldIds = {
  hs_code: 'box',
  name: 'box',
  code: 'box',
  text: 'box',
  as_of: 'day',
  origin: 'origin',
  unit_price: 'price',
  quantity: 'qty',
  net_weight_g: 'weight',
  spent_this_year: 'spent',
  home: 'home',
};

// Wrong names the field that is wrong, and leads to it where it is on the page.
function Wrong({ pointer }) {
  const name = (pointer || '').split('/').reverse().find(part => fieldIds[part]);
  const field = name && document.getElementById(fieldIds[name]);
  if (!field) return html`<b title=${pointer}>${fieldAt(pointer)}</b>`;
  const focus = e => {
    e.preventDefault();
    field.focus();
  };
  return html`<a href=${'#' + field.id} onclick=${focus}>${fieldAt(pointer)}</a>`;
}

// Trouble says what went wrong in words: what the API said, or why there is no
// answer, and what to do now.
export function Trouble({ error, again }) {
  const p = error.problem;
  const kind = error.kind || 'fault';
  const title = p?.title || t('trouble.' + kind + '.title');
  const text = p?.detail || t('trouble.' + kind, { n: error.status || '' });
  return html`<div class="trouble" role="alert">
    <h3>${title}</h3><p>${text}</p>
    ${p?.errors?.length > 0 && html`<ul>${p.errors.map(e => html`<li><${Wrong} pointer=${e.pointer} />
      ${e.detail}</li>`)}</ul>`}
    ${has('advice.' + p?.code) && html`<p>${t('advice.' + p.code)}</p>`}
    ${kind === 'slow' || kind === 'unreachable' || kind === 'offline' || kind === 'fault' || kind === 'version' ?
      html`<p class="quiet">${t('trouble.kept')}</p>` : ''}
    ${error.retryAfter > 0 && html`<p class="quiet">${t('trouble.wait', { n: error.retryAfter })}</p>`}
    ${again && kind !== 'refused' && html`<button type="button" onclick=${again}>${t('again')}</button>`}
    ${p?.correlation_id && html`<p class="quiet">${t('trouble.id')} <code>${p.correlation_id}</code></p>`}
  </div>`;
}

// Loaded shows what was asked for: a skeleton, what went wrong, or the thing.
export function Loaded({ of, lines, again, children }) {
  if (of.state === 'loading') return html`<${Skeleton} lines=${lines} />`;
  if (of.state === 'failed') return html`<${Trouble} error=${of.error} again=${again} />`;
  return html`<div class=${of.state === 'again' ? 'stale' : ''} aria-busy=${of.state === 'again'}>
    ${children(of.value)}</div>`;
}

export const A = ({ to, query, children, ...more }) => html`<a href=${link(to, query)} ...${more}>${children}</a>`;

// address of what a citation names.
export function citedAt(c, asOf) {
  if (!c.list || !c.edition) return '';
  if (c.list === 'cn-tariff') return c.entry ? link(['tariff', c.entry], { day: asOf }) : link(['lists', c.list]);
  return c.entry ? link(['lists', c.list, c.edition, c.entry]) : link(['lists', c.list, c.edition]);
}

// webAddress returns the first address in the description of a source, which may lack its scheme.
export function webAddress(text) {
  const [found] = /https:\/\/[^\s;,）)]+|^([\w-]+\.)+[a-z]{2,}\/[^\s;,）)]+/.exec(text || '') || [''];
  return found && !found.startsWith('https:') ? 'https://' + found : found;
}

const han = /\p{Script=Han}/u;

// foreign tells whether a text is in a language that a Chinese page goes without.
const foreign = text => language() === 'zh' && !han.test(text || '');

// tongueOf is the language of a name, for those who have the page read out to them.
export const tongueOf = text => (han.test(text || '') ? 'zh-CN' : 'en');

// Marked draws a name, and marks English words within a Chinese one as English.
export const Marked = ({ of: text = '' }) => html`<span lang=${tongueOf(text)}>${
  han.test(text)
    ? text.split(/([A-Za-z][A-Za-z' ]+[A-Za-z])/).map((part, i) => (i % 2 ? html`<span lang="en">${part}</span>` : part))
    : text
}</span>`;

// sourceBy finds a source by its id, which stands for one that an answer does not describe.
export const sourceBy = (sources, id) => (sources || []).find(s => s.id === id) || { id, where: id };

// sourceName names a source: by its title, or by the site that it was read at. A Chinese
// page names the site of a source whose title is in English, and quotes one without a site.
export function sourceName(s) {
  const at = webAddress(s.where);
  const site = at ? new URL(at).host.replace(/^www\./, '') : '';
  return (foreign(s.title) ? site : s.title || site || s.where) || s.id;
}

// Citation names document and entry, opens the entry, and quotes what was read
// there, in Chinese as it was published.
export function Citation({ of: c, asOf, sources = [] }) {
  const at = citedAt(c, asOf);
  const name = html`<${Marked} of=${c.document || c.list} />
    ${c.entry ? ' · ' + (/^\d{8,10}$/.test(c.entry) ? spaced(c.entry) : c.entry) : ''}`;
  const read = (c.sources || []).map(id => sourceBy(sources, id));
  return html`<li class="citation">
    ${at ? html`<a href=${at}>${name}</a>` : name}
    ${c.quote && html` <q lang="zh-CN">${c.quote}</q>`}
    ${!c.quote && c.summary && html` <span lang="zh-CN">${c.summary}</span>`}
    ${language() === 'en' && (c.quote || c.summary) ? html` <span class="quiet">
      ${c.quote ? t('original') : t('summary.ours')}</span>` : ''}
    ${read.map(
      s =>
        html`<span class="source">${t('read.in')} ${
          webAddress(s.where)
            ? html`<a href=${webAddress(s.where)} rel="noreferrer noopener" target="_blank">${sourceName(s)}</a>`
            : html`<span lang=${tongueOf(sourceName(s))}>${sourceName(s)}</span>`
        }${[s.issuer, s.date].filter(x => x && (/^[\d-]+$/.test(x) || !foreign(x))).map(x => ', ' + x)}</span>`,
    )}
  </li>`;
}

export const Coverage = ({ of: e }) =>
  e.coverage === 'complete'
    ? html`<span class="coverage complete">${t('coverage.complete')} · ${t('rows', { n: count(e.rows) })}</span>`
    : html`<span class="coverage partial">${e.stated_rows > 0 && html`<meter min="0" max=${e.stated_rows}
      value=${e.rows} aria-label=${t('coverage.partial')}></meter>`}
    ${t('coverage.partial')} · ${e.stated_rows ? t('rows.of', { n: count(e.rows), m: count(e.stated_rows) })
      : t('rows', { n: count(e.rows) })}</span>`;

// roomy tells whether there is room to show what is folded on a phone.
export const roomy = () => matchMedia('(min-width: 44.01rem)').matches;

// Fold is a section with its title, open where there is room.
export const Fold = ({ title, n, children, ...more }) => html`<section ...${more}><details class="fold" open=${roomy()}>
  <summary><h3>${title}</h3><span class="quiet">${n}</span></summary>${children}</details></section>`;

// Unfold opens the fields of a form that are folded on a phone, and says what they hold.
export const Unfold = ({ says, open, turn, label = 'fields.more' }) => html`<button type="button" class="unfold"
  aria-expanded=${open} onclick=${turn}><span>${says || t(label)}</span><span aria-hidden="true">
  ${open ? '▴' : '▾'}</span></button>`;

// Toasts: a word on what was just done.
let toast = '',
  timer;
export function tell(text) {
  toast = text;
  clearTimeout(timer);
  timer = setTimeout(() => {
    toast = '';
    redraw();
  }, 4000);
  redraw();
}
export const Toast = () => html`<div class="toast" role="status" aria-live="polite">${toast}</div>`;

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    tell(what || t('copied'));
  } catch {
    tell(t('copy.failed'));
  }
}

// download hands the reader a file.
export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const a = Object.assign(document.createElement('a'), { href: url, download: name });
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// csv writes rows as CSV with a byte order mark, by which spreadsheets know that
// it is UTF-8. A cell that a spreadsheet would run as a formula is kept as text.
export function csv(rows) {
  const cell = v => {
    let s = v == null ? '' : String(v);
    if (/^[=+\-@\t\r]/.test(s)) s = "'" + s;
    return /[",\n\r]/.test(s) ? '"' + s.replaceAll('"', '""') + '"' : s;
  };
  return '\uFEFF' + rows.map(r => r.map(cell).join(',')).join('\r\n') + '\r\n';
}

// Drop takes a file that is dropped on it or chosen.
export class Drop extends Component {
  render({ take, text, accept }, { over }) {
    const hover = on => e => {
      e.preventDefault();
      this.setState({ over: on });
    };
    const given = files => {
      this.setState({ over: false });
      if (files[0]) take(files[0]);
    };
    return html`<label class=${'drop' + (over ? ' over' : '')} ondragover=${hover(true)} ondragleave=${hover(false)}
      ondrop=${e => {
        e.preventDefault();
        given(e.dataTransfer.files);
      }}><input type="file" accept=${accept} onchange=${e => given(e.target.files)} />
      <span><${Icon} name="save" /> ${text}</span></label>`;
  }
}

// DayField is the day of the question, in view and changeable.
export const DayField = ({ value, set, min, id = 'day' }) => html`<div class="field day">
  <label for=${id}>${t('day')}</label>
  <input id=${id} type="date" value=${value} min=${min || '2016-04-08'} max="2100-12-31" required
    onchange=${e => {
      if (e.target.validity.valid && e.target.value) set(e.target.value);
    }} />
</div>`;

export const Tabs = ({ items, at, label }) => html`<nav class="tabs" aria-label=${label}>
  ${items.map(i => html`<a href=${link(i.to, i.query)} aria-current=${i.id === at ? 'page' : null}>${i.text}</a>`)}</nav>`;

export { go, link, day };

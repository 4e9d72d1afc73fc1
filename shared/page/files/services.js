// May this service be supplied across the border, at each place?
import { html, use, forget, redraw } from './view.js';
import { here, go, link } from './address.js';
import { t, word, today, named, said, day, language, moment } from './text.js';
import { get, post } from './api.js';
import { draft, type } from './draft.js';
import { keep, recall } from './kept.js';
import { answersOf, key, UNKNOWN } from './question.js';
import { Countries, Given } from './ask.js';
import { Box } from './box.js';
import { complete } from './whole.js';
import { Decision } from './decision.js';
import { DayField, Unfold, Loaded, Name, Icon, Empty, Verdict, A, copy } from './parts.js';
import { Sheet, plain, save, fit } from './sheet.js';
import { Useful } from './useful.js';

const current = () => ({ ...here().query, ...draft('services') });

function set(changes, options) {
  const q = { ...here().query, ...changes };
  if (q.code || q.q) go(['services'], q, { keep: true, ...options });
  else type('services', changes);
}

// sectorCode reads the code of a sector; blank where the text is none.
const sectorCode = text =>
  /^([A-Z]|[A-Z]?[0-9]{1,5}|[0-9]{1,2}(\.[A-Za-z]){1,2})$/.test(text.trim()) ? text.trim() : '';

const systemOf = (code, chosen) => chosen || (/^\d{1,2}\./.test(code) ? 'w120' : '');

function settle(more) {
  const d = draft('services');
  const moved = {};
  for (const f of ['mode', 'home', 'day'])
    if (f in d) {
      moved[f] = d[f];
      delete d[f];
    }
  delete d.text;
  type('services', {});
  set({ ...moved, ...more });
}

const blankFacts = () =>
  Object.fromEntries(
    Object.keys(here().query)
      .filter(k => k.startsWith('f.'))
      .map(k => [k, '']),
  );

function ask() {
  const text = (draft('services').text ?? here().query.q ?? '').trim();
  if (!text) return document.getElementById('box').focus();
  if (text === here().query.q) return settle({});
  const code = sectorCode(text);
  settle({ q: text, code, system: code ? systemOf(code) : '', ...blankFacts() });
}

function choose(x) {
  const text = draft('services').text ?? here().query.q ?? '';
  settle({
    q: sectorCode(text) ? x.code : text.trim() || x.code,
    code: x.code,
    system: x.system === 'gbt4754' ? '' : x.system,
    ...blankFacts(),
  });
}

const search = async words => ({ items: (await get('/v1/sectors', { q: words, limit: 8 })).items });

// The modes of supply, each drawn: who crosses the border?
const drawings = {
  1: html`<path d="M24 6v28" stroke-dasharray="3 3" /><circle cx="9" cy="14" r="4" />
    <path d="M3 30c0-6 12-6 12 0" /><circle cx="39" cy="14" r="4" /><path d="M33 30c0-6 12-6 12 0" />
    <path d="M17 18h13m-4-4l4 4-4 4" />`,
  2: html`<path d="M30 6v28" stroke-dasharray="3 3" /><circle cx="9" cy="14" r="4" />
    <path d="M3 30c0-6 12-6 12 0" /><circle cx="21" cy="14" r="4" /><path d="M15 30c0-6 12-6 12 0" />
    <path d="M46 20H33m4-4l-4 4 4 4" />`,
  3: html`<path d="M16 6v28" stroke-dasharray="3 3" /><path d="M24 32V14l9-6 9 6v18z" /><path d="M30 32v-8h6v8" />
    <path d="M3 20h17m-4-4l4 4-4 4" />`,
  4: html`<path d="M24 6v28" stroke-dasharray="3 3" /><circle cx="40" cy="14" r="4" />
    <path d="M34 30c0-6 12-6 12 0" /><circle cx="28.500" cy="14" r="4" /><path d="M23 30c0-6 11-6 11 0" />
    <path d="M2 20h17m-4-4l4 4-4 4" />`,
};

const Mode = ({
  n,
  chosen,
}) => html`<label class="mode"><input type="radio" name="mode" value=${n} checked=${chosen} onclick=${() => {
  type('services', { mode: String(n) });
  if (here().query.q || here().query.code) settle();
}} />
  <svg viewBox="0 0 48 40" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.8"
    stroke-linecap="round">${drawings[n]}</svg>
  <span><strong>${t('mode.' + n)}</strong><small>${t('mode.' + n + '.example')}</small></span></label>`;

// On a phone the form is folded once there is an answer, until it is wanted.
let wanted = false;

function Form() {
  const q = current();
  const more = wanted || !(q.code || q.q);
  const text = draft('services').text ?? here().query.q ?? '';
  return html`<form class="ask" onsubmit=${e => {
    e.preventDefault();
    ask();
  }} role="search" aria-label=${t('tab.services')}>
    <div class="row first">
      <${Box} value=${text} label=${t('service.label')} placeholder=${t('service.placeholder')}
        type=${v => type('services', { text: v })} find=${async w => (sectorCode(w) ? { items: [] } : search(w))}
        choose=${choose}
        option=${x => html`<span class="code">${x.code}</span> <${Name} of=${x} />`} />
      <${DayField} value=${q.day || today()} min="2018-11-01" set=${v => {
        type('services', { day: v });
        if (here().query.q || here().query.code) settle();
      }} />
      <button class="go" type="submit">${t('check')}</button>
    </div>
    <${Unfold} says=${q.mode && q.mode !== UNKNOWN && t('mode.' + q.mode)} open=${more} label="modes.more" turn=${() => {
      wanted = !more;
      redraw();
    }} />
    <fieldset class=${'modes' + (more ? '' : ' folded')}><legend>${t('mode')}</legend><div>
      ${[1, 2, 3, 4].map(n => html`<${Mode} n=${n} chosen=${q.mode === String(n)} />`)}</div></fieldset>
    <div class=${'row second short' + (more ? '' : ' folded')}><div class="field"><label for="home">${t('home')}</label>
      <${Countries} id="home" value=${q.home} set=${v => {
        type('services', { home: v });
        if (here().query.q || here().query.code) settle();
      }} /></div></div>
  </form>`;
}

// request makes the body of a check from the address.
export function request(q) {
  const body = { sector: q.code ? { code: q.code } : { text: q.q } };
  if (q.code && q.system) body.sector.system = q.system;
  if (q.day) body.as_of = q.day;
  if (q.mode && q.mode !== UNKNOWN) body.mode = Number(q.mode);
  if (q.home && q.home !== UNKNOWN) body.provider = { home: q.home };
  for (const [name, text] of Object.entries(q)) {
    if (!name.startsWith('f.') || text === UNKNOWN || !text) continue;
    body.facts ??= {};
    body.facts[name.slice(2)] =
      text === 'yes' ? true : text === 'no' ? false : text.includes(',') ? text.split(',') : text;
  }
  return body;
}

// query makes an address from the request of a check, so that what was submitted can be asked again.
export function query(body) {
  return {
    q: body.sector.text || body.sector.code,
    code: body.sector.code,
    system: body.sector.system === 'gbt4754' ? '' : body.sector.system,
    mode: body.mode && String(body.mode),
    home: body.provider?.home,
    ...answersOf(body.facts),
  };
}

// fieldOf returns the field of the address that answers a missing fact.
export const fieldOf = m =>
  m.fact === 'mode'
    ? 'mode'
    : m.fact === 'provider.home'
      ? 'home'
      : m.fact.startsWith('sector')
        ? 'code'
        : 'f.' + m.fact.split('.').pop();

function Answer({ q }) {
  const body = request(q);
  const k = 'services' + language() + key(body);
  const decided = use(
    'check:' + k,
    async () => {
      try {
        const d = await complete(await post('/v1/services/checks', body));
        keep(k, d);
        return d;
      } catch (error) {
        const old = error.kind !== 'refused' && recall(k);
        if (old) return { ...old.value, kept_at: old.at };
        throw error;
      }
    },
    'services:' + (q.code || q.q),
  );
  if (decided.state === 'ok' && !q.day)
    queueMicrotask(() => go(['services'], { ...here().query, day: decided.value.as_of }, { replace: true }));
  return html`<section class="answer" aria-label=${t('answer')}>
    <${Loaded} of=${decided} lines=${8} again=${() => forget('check:')}>${d => {
    const s = d.sector;
    const ctx = {
      asOf: d.as_of,
      sources: d.sources || [],
      answers: m => q[fieldOf(m)] || '',
      set: (m, v) => set({ [fieldOf(m)]: v }),
      choose,
    };
    const share = () => location.origin + '/' + link(['services'], { ...q, day: d.as_of });
    return html`<header class="subject"><div>
        <p class="overline">${s.code && html`<span class="code">${s.code}</span> · ${word('system', s.system)} · `}
          ${t('as.of', { day: day(d.as_of) })}</p>
        <h2>${named(s) ? html`<${Name} of=${s} />` : s.text || s.code}</h2>
        ${d.summary && html`<p class="summary">${said(d.summary)}</p>`}
        ${s.text && named(s) && html`<p class="quiet">${t('you.wrote', { q: s.text })}</p>`}
        ${d.mode ? html`<p class="quiet">${t('mode.' + d.mode)}: ${t('mode.' + d.mode + '.example')}</p>` : ''}</div>
      <div class="tools">
        <button type="button" onclick=${() => copy(share(), t('link.copied'))}><${Icon} name="link" />
          ${t('copy.link')}</button>
        <button type="button" onclick=${() => copy(plain(d, share()), t('details.copied'))}><${Icon} name="copy" />
          ${t('copy.details')}</button>
        <button type="button" onclick=${() => {
          fit();
          print();
        }}><${Icon} name="print" />${t('print')}</button>
        <button type="button" onclick=${() => save(d)}><${Icon} name="save" />${t('save')}</button></div>
      ${d.kept_at && html`<p class="notice" role="status">${t('kept.answer', { at: moment(d.kept_at) })}</p>`}
      <${Given} q=${q} set=${set} /></header>
      ${
        !s.code &&
        s.candidates?.length > 0 &&
        html`<section class="which"><h2>${t('which.one', { q: s.text })}</h2><ul class="candidates big">
          ${s.candidates.map(
          x => html`<li><button type="button" class="plain" onclick=${() => choose(x)}>
        <span class="code">${x.code}</span><${Name} of=${x} /></button></li>`,
        )}</ul></section>`
      }
      ${!s.code && s.candidates?.length === 0 && html`<${Empty} title=${t('sector.none', { q: s.text })}
        text=${t('sector.none.text')}><p><${A} to=${['sectors']}>${t('browse.sectors')}<//></p><//>`}
      ${(s.code || !s.candidates) && html`<${Decision} of=${d} ctx=${ctx} />`}
      <section class="next"><h3>${t('next')}</h3><ul>${s.code && s.system === 'gbt4754' ? html`<li>
        <${A} to=${['sectors', s.code]} query=${{ day: d.as_of }}>${t('next.sector')}<//></li>` : ''}
        <li><${A} to=${['sellers', 'new']} query=${{ ...q, kind: 'service', day: d.as_of }}>${t('next.watch')}<//>
          </li></ul><p class="quiet">${t('research.only')}</p>
          <${Useful} view="services_check" subject=${s.code || ''} /></section>
      <${Sheet} of=${d} q=${q} />`;
  }}<//></section>`;
}

const First = () => html`<section class="first-time"><h2>${t('service.first')}</h2><p>${t('service.first.text')}</p>
  <ul class="examples">${[
    ['7297', 1],
    ['7231', 1],
    ['8321', 4],
    ['5612', 1],
  ].map(
    ([code, mode], i) => html`<li>
    <${A} to=${['services']} query=${{ q: code, code, mode, day: today() }}><span class="code">
      ${code}</span> ${t('service.example.' + i)}<//></li>`,
  )}</ul>
  <dl class="legend">${['eligible', 'conditional', 'ineligible', 'undetermined'].map(v => html`<div><dt>
    <${Verdict} verdict=${v} service=${true} /></dt><dd>${t('service.verdict.' + v)}</dd></div>`)}</dl></section>`;

export function Services() {
  const q = here().query;
  return html`<div class="services"><${Form} />${q.code || q.q ? html`<${Answer} q=${q} />` : html`<${First} />`}
    </div>`;
}

// May this product enter? The question, the answer, and what to do with it.
import { html, use, forget, redraw } from './view.js';
import { here, go, link } from './address.js';
import { t, today, asCode, spaced, named, said, day, language, moment, country, money } from './text.js';
import { get, post } from './api.js';
import { draft, type } from './draft.js';
import { find } from './find.js';
import { keep, recall } from './kept.js';
import { request, fieldOf, key, UNKNOWN } from './question.js';
import { Countries, Given } from './ask.js';
import { Box } from './box.js';
import { complete } from './whole.js';
import { Decision } from './decision.js';
import { DayField, Unfold, Loaded, Name, Code, Icon, Empty, copy, Verdict, A } from './parts.js';
import { Sheet, plain, save, fit } from './sheet.js';
import { Useful } from './useful.js';

const fields = ['origin', 'price', 'qty', 'weight', 'spent'];

// current is the question of the address with what is typed on top of it.
const current = () => ({ ...here().query, ...draft('check') });

// set changes the question. While a code is asked, the answer follows at once.
function set(changes, options) {
  const q = { ...here().query, ...changes };
  if (q.code || q.q) go(['check'], q, { keep: true, ...options });
  else type('check', changes);
}

let timer;
// typed takes what is typed into a field, and asks again after a pause.
function typed(name, text) {
  type('check', { [name]: text });
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (here().query.code) settle();
  }, 500);
}

// settle moves what is typed into the address.
function settle(more = {}, options = { replace: true }) {
  const d = draft('check');
  const moved = {};
  for (const f of [...fields, 'day'])
    if (f in d) {
      moved[f] = d[f];
      delete d[f];
    }
  type('check', {});
  set({ ...moved, ...more }, options);
}

// ask sends the text that is seen.
function ask() {
  const text = (draft('check').text ?? here().query.q ?? '').trim();
  if (!text) return document.getElementById('box').focus();
  const code = asCode(text);
  const facts = text === here().query.q ? {} : blankFacts();
  delete draft('check').text;
  settle({ q: text, code: code || (text === here().query.q ? here().query.code : ''), within: '', ...facts }, {});
}

// blankFacts: answers belong to a product, and go with it.
const blankFacts = () =>
  Object.fromEntries(
    Object.keys(here().query)
      .filter(k => k.startsWith('f.'))
      .map(k => [k, '']),
  );

function choose(item) {
  const text = draft('check').text ?? here().query.q ?? '';
  delete draft('check').text;
  settle({ q: asCode(text) ? item.code : text.trim(), code: item.code, within: '', ...blankFacts() }, {});
}

export const checkOf = (body, k) =>
  use(
    'check:' + language() + k,
    async () => {
      try {
        const d = await complete(await post('/v1/goods/checks', body));
        keep(language() + k, d);
        return d;
      } catch (error) {
        const old = error.kind !== 'refused' && recall(language() + k);
        if (old) return { ...old.value, kept_at: old.at };
        throw error;
      }
    },
    'check:' + body.item.hs_code,
  );

function Form() {
  const q = current();
  const text = draft('check').text ?? here().query.q ?? '';
  return html`<form class="ask" onsubmit=${e => {
    e.preventDefault();
    ask();
  }} role="search" aria-label=${t('check.goods')}>
    <div class="row first">
      <${Box} value=${text} label=${t('box.label')} placeholder=${t('box.placeholder')}
        type=${v => type('check', { text: v })} find=${w => find(w, q.day)} choose=${choose} />
      <${DayField} value=${q.day || today()} set=${v => (here().query.code || here().query.q ?
        settle({ day: v }, {}) : type('check', { day: v }))} />
      <button class="go" type="submit">${t('check')}</button>
    </div>
    <${Unfold} says=${toldOf(q)} open=${more} turn=${() => {
      more = !more;
      redraw();
    }} />
    <div class=${'row second' + (more ? '' : ' folded')}>
      <div class="field"><label for="origin">${t('origin')}</label>
        <${Countries} id="origin" value=${q.origin === UNKNOWN ? '' : q.origin} set=${v => {
        type('check', { origin: v });
        if (here().query.code) settle();
      }} /></div>
      <${Typed} name="price" label=${t('price')} unit=${t('unit.yuan')} q=${q} />
      <${Typed} name="qty" label=${t('quantity')} q=${q} whole=${true} />
      <${Typed} name="weight" label=${t('weight')} unit=${t('unit.g')} q=${q} whole=${true} />
      <${Typed} name="spent" label=${t('spent')} unit=${t('unit.yuan')} q=${q} />
    </div>
  </form>`;
}

// What is told beside the name is folded on a phone, where it says what was told.
let more = false;
const toldOf = q => [q.origin && q.origin !== UNKNOWN && country(q.origin), q.price && money(q.price),
  q.qty && t('pieces', { n: q.qty })].filter(Boolean).join(' · ');

const Typed = ({
  name,
  label,
  unit,
  q,
  whole,
}) => html`<div class="field"><label for=${name}>${label}</label><span class="with">
  <input id=${name} inputmode=${whole ? 'numeric' : 'decimal'} autocomplete="off" value=${q[name] === UNKNOWN ? ''
    : q[name] || ''} pattern=${whole ? '[0-9]+' : '[¥￥]?[0-9][0-9,， ]*([.][0-9]{1,2})?'}
    title=${whole ? t('whole.form') : t('number.form')} oninput=${e => {
      if (e.target.validity.valid) typed(name, e.target.value.trim());
    }} />
  ${unit && html`<span class="unit">${unit}</span>`}</span></div>`;

// Candidates for words: never one taken for the reader, and no bare "Other". The
// question that splits them best stands above them.
function Candidates({ q }) {
  const name = `find:${q.q}:${q.day || ''}:${q.within || ''}`;
  const found = use(name, () => find(q.q, q.day, { limit: 6, among: q.within }), 'candidates:' + q.q);
  return html`<section class="which" aria-live="polite">
    <${Loaded} of=${found} lines=${5} again=${() => forget('find:')}>${f =>
    f.items.length === 0 && !f.question
      ? html`<${Empty} title=${t('found.none', { q: q.q })} text=${f.guidance ? said(f.guidance)
        : t('found.none.text')}>
        <p><${A} to=${['tariff']}>${t('browse.tariff')}<//></p><//>`
      : html`<h2>${t('which.one', { q: q.q })}</h2>
      <p class="quiet">${t(f.ranked ? 'which.ranked' : 'which.plain')} ${f.rate > 0 &&
        t('which.rate', { n: Math.round(f.rate / 10) })}</p>
      ${f.guidance && html`<p class="notice">${said(f.guidance)}</p>`}
      ${f.question && html`<${Splits} of=${f.question} q=${q} />`}
      ${q.within && html`<p><button type="button" class="chip" onclick=${() => set({ within: '' })}>
        ${t('which.all')}</button></p>`}
      <ul class="candidates big">${f.items.map(x => html`<${Candidate} key=${x.code} of=${x} day=${q.day} />`)}</ul>
      <p class="quiet">${t('which.unsure')} <${A} to=${['tariff']} query=${{ day: q.day }}>${t('browse.tariff')}<//>
        </p>`}<//></section>`;
}

const Candidate = ({ of: x, day }) => html`<li><button type="button" class="plain" onclick=${() => choose(x)}>
  <${Code} code=${x.code} /><span class="what"><${Name} of=${x} /><${Parents} of=${x} day=${day} />
    ${x.excludes.length > 0 && html`<span class="parents">${t('which.not')} <span lang="zh-CN">
      ${x.excludes.join('；')}</span></span>`}
    ${x.matched.length > 0 && html`<span class="parents">${t('which.words')} ${x.matched.map(w => html`<mark>
      ${w}</mark> `)}</span>`}</span>
  ${x.confidence && html`<span class=${'sure ' + x.confidence}>${t('sure.' + x.confidence)}</span>`}</button></li>`;

// Parents stand with each candidate, so that "Other" says other than what.
function Parents({ of: x, day }) {
  const up = use('up:' + x.code + (day || ''), () => get('/v1/tariff/' + x.code, { as_of: day }));
  return html`<span class="parents">${up.state === 'ok' ? up.value.parents.map(p => (language() === 'en' ||
    p.name_zh ? named(p) : spaced(p.hs_code))).join(' › ') : '\u00a0'}</span>`;
}

// Splits is the one question that tells the candidates apart. Who cannot say is led
// on to the candidates themselves.
function Splits({ of: s, q }) {
  const take = a =>
    a.codes.length === 1 && a.codes[0].length === 10 ? choose({ code: a.codes[0] }) : set({ within: a.within });
  return html`<fieldset class="question splits"><legend>${said(s.text)}</legend><div class="choices">
    ${s.answers.map(a => html`<button type="button" onclick=${() => take(a)}>${said(a.text)}</button>`)}
    <button type="button" class="choice unsure"
      onclick=${() => document.querySelector('.candidates button')?.focus()}>${t('unknown')}</button></div>
    <p class="hint">${t('splits.where')}</p></fieldset>`;
}

function Answer({ q }) {
  const body = request(q);
  const k = key(body);
  const decided = checkOf(body, k);
  if (decided.state === 'ok' && !q.day)
    queueMicrotask(() => go(['check'], { ...here().query, day: decided.value.as_of }, { replace: true }));
  return html`<section class="answer" aria-label=${t('answer')}>
    <${Loaded} of=${decided} lines=${8} again=${() => forget('check:')}>${d => {
    const ctx = {
      asOf: d.as_of,
      sources: d.sources || [],
      code: d.item.hs_code,
      answers: m => q[fieldOf(m)] || '',
      set: (m, v) => set({ [fieldOf(m)]: v }),
      choose: x => set({ code: x.hs_code, q: asCode(q.q || '') ? x.hs_code : q.q }),
    };
    return html`<${Head} d=${d} q=${q} body=${body} /><${Decision} of=${d} ctx=${ctx} /><${Next} d=${d} q=${q} />
      <${Sheet} of=${d} q=${q} />`;
  }}<//></section>`;
}

function Head({ d, q, body }) {
  const i = d.item;
  const marked = d.lists.map(l => l.sha256.slice(0, 4)).join('');
  const stale = q.lists && q.lists !== marked;
  const share = () => location.origin + '/' + link(['check'], { ...q, day: d.as_of, lists: marked });
  return html`<header class="subject">
    <div><p class="overline"><${Code} code=${i.hs_code} /> · ${t('as.of', { day: day(d.as_of) })}</p>
      <h2>${named(i) ? html`<${Name} of=${i} />` : html`<${Code} code=${i.hs_code} />`}</h2>
      ${d.summary && html`<p class="summary">${said(d.summary)}</p>`}
      ${q.q && !asCode(q.q) && html`<p class="quiet">${t('you.wrote', { q: q.q })}</p>`}</div>
    <div class="tools">
      <button type="button" onclick=${() => copy(share(), t('link.copied'))}><${Icon} name="link" />
        ${t('copy.link')}</button>
      <button type="button" onclick=${() => copy(plain(d, share()), t('details.copied'))}><${Icon} name="copy" />
        ${t('copy.details')}</button>
      <button type="button" onclick=${() => {
        fit();
        print();
      }}><${Icon} name="print" />${t('print')}</button>
      <button type="button" onclick=${() => save(d)}><${Icon} name="save" />${t('save')}</button>
    </div>
    ${d.kept_at && html`<p class="notice" role="status">${t('kept.answer', { at: moment(d.kept_at) })}</p>`}
    ${stale && html`<p class="notice" role="status">${t('lists.moved')}</p>`}
    <${Fits} of=${d.plausibility || i.plausibility} q=${q} />
    <${Given} q=${q} set=${set} />
  </header>`;
}

// Fits says when the words that were typed seem to mean other goods than the code.
const Fits = ({ of: p, q }) =>
  p &&
  p.verdict !== 'agrees' &&
  html`<div class="notice"><p>${t('fits.' + p.verdict, { q: q.q })}</p>
  <ul class="candidates">${p.better.map(b => html`<li>
    <button type="button" class="plain" onclick=${() => choose({ code: b.hs_code })}>
    <${Code} code=${b.hs_code} /> <${Name} of=${b} /></button></li>`)}</ul></div>`;

// Next ends with what to do next.
const Next = ({ d, q }) => html`<section class="next"><h3>${t('next')}</h3><ul>
  <li><${A} to=${['tariff', d.item.hs_code]} query=${{ day: d.as_of }}>${t('next.line')}<//></li>
  <li><${A} to=${['sellers', 'new']} query=${{ ...q, day: d.as_of }}>${t('next.watch')}<//></li>
  <li><${A} to=${['file']}>${t('next.file')}<//></li>
</ul><p class="quiet">${t('research.only')}</p><${Useful} view="goods_check" subject=${d.item.hs_code} /></section>`;

export function Check() {
  const q = here().query;
  return html`<div class="check">
    <${Form} />
    ${q.code ? html`<${Answer} q=${q} />` : q.q ? html`<${Candidates} q=${q} />` : html`<${First} />`}
  </div>`;
}

// First greets who comes for the first time, with questions to try.
const First = () => html`<section class="first-time"><h2>${t('first.title')}</h2><p>${t('first.text')}</p>
  <ul class="examples">${[
    ['0409.00.00', 'NZ', '129'],
    ['2208.30', 'GB', '300'],
    ['3304.99', 'FR', '260'],
    ['9504.50', 'JP', '2100'],
  ].map(
    ([code, origin, price], i) => html`<li>
    <${A} to=${['check']} query=${{ q: code, code: code.replaceAll('.', ''), origin, price, qty: 1, day: today() }}>
      <span class="code">${code}</span> ${t('example.' + i)}<//></li>`,
  )}</ul>
  <p class="many"><${A} to=${['file']}>${t('next.file')}<//></p>
  <dl class="legend">${['eligible', 'conditional', 'ineligible', 'undetermined'].map(v => html`<div><dt>
    <${Verdict} verdict=${v} /></dt><dd>${t('verdict.' + v + '.long')}</dd></div>`)}</dl></section>`;

// The tariff as a tree and by words, the lists with their editions, entries and
// differences, and the sectors of services.
import { html, use, forget, Component } from './view.js';
import { here, go, link } from './address.js';
import { t, word, said, named, spaced, day, today, count, country, asCode, language, moment } from './text.js';
import { get, all } from './api.js';
import { find } from './find.js';
import { Box } from './box.js';
import { Useful } from './useful.js';
import {
  Basis,
  Coverage,
  Name,
  Code,
  Loaded,
  Empty,
  Citation,
  Tabs,
  DayField,
  Icon,
  csv,
  download,
  tell,
} from './parts.js';

const Sub = ({ at }) =>
  html`<${Tabs} label=${t('tab.tariff')} at=${at} items=${[
    { id: 'tariff', to: ['tariff'], text: t('tariff'), query: { day: here().query.day } },
    { id: 'lists', to: ['lists'], text: t('lists') },
    { id: 'sectors', to: ['sectors'], text: t('sectors'), query: { day: here().query.day } },
  ]} />`;

const words = e => e?.trim();

// Tariff: the chapters, or one code with what is above and below it.
export function Tariff({ path }) {
  const q = here().query,
    code = path[1];
  return html`<div><${Sub} at="tariff" /><div class="title"><h2>${t('tariff')}</h2>
    <${DayField} value=${q.day || today()} set=${v => go(path, { ...q, day: v })} /></div>
    <${TariffBox} q=${q} />${code ? html`<${Line} code=${code} q=${q} />` : q.q ? html`<${Found} q=${q} />`
      : html`<${Chapters} q=${q} />`}</div>`;
}

class TariffBox extends Component {
  render({ q }, { text }) {
    const shown = text ?? q.q ?? '';
    const send = () => {
      const w = shown.trim();
      this.setState({ text: undefined });
      if (asCode(w)) go(['tariff', asCode(w)], { day: q.day });
      else if (w) go(['tariff'], { q: w, day: q.day });
    };
    return html`<form class="finder" role="search" onsubmit=${e => {
      e.preventDefault();
      send();
    }}><${Box} value=${shown} label=${t('tariff.box')} placeholder=${t('box.placeholder')}
      type=${v => this.setState({ text: v })}
      find=${w => find(w, q.day)} choose=${x => {
        this.setState({ text: undefined });
        go(['tariff', x.code], { day: q.day });
      }} /><button class="go" type="submit">${t('look.up')}</button></form>`;
  }
}

function Found({ q }) {
  const found = use('find:' + q.q + ':' + (q.day || '') + ':30', () => find(q.q, q.day, { limit: 30 }));
  return html`<${Loaded} of=${found} lines=${6}>${f =>
    f.items.length
      ? html`<ul class="codes">${f.items.map(x => html`<li><a href=${link(['tariff', x.code], { day: q.day })}>
        <${Code} code=${x.code} /></a> <${Name} of=${x} /></li>`)}</ul>`
      : html`<${Empty} title=${t('found.none', { q: q.q })} text=${t('found.none.text')} />`}<//>`;
}

// Chapters are the top of the tree, section by section.
function Chapters({ q }) {
  const root = use('tariff:' + (q.day || ''), () => get('/v1/tariff', { as_of: q.day }));
  return html`<${Loaded} of=${root} lines=${10} again=${() => forget('tariff:')}>
    ${r => [...new Set(r.chapters.map(c => c.section))].map(n => html`<section class="part"><h3>${t('section', { n })}</h3>
      <ul class="codes">${r.chapters.filter(c => c.section === n).map(c => html`<${Branch} of=${c} q=${q} />`)}</ul>
    </section>`)}<//>`;
}

// Named is a code of the tree. Headings have no Chinese name in the tariff that is held.
const Branch = ({
  of: c,
  q,
}) => html`<li><a href=${link(['tariff', c.hs_code], { day: q.day })}><${Code} code=${c.hs_code} /></a>
  <${Name} of=${c} /></li>`;

function Line({ code, q }) {
  const line = use(
    'tariff:' + code + ':' + (q.day || ''),
    () => get('/v1/tariff/' + encodeURIComponent(code), { as_of: q.day }),
    'tariff',
  );
  if (line.state === 'failed' && line.error.problem?.candidates?.length)
    return html`<${Became} error=${line.error} q=${q} />`;
  return html`<${Loaded} of=${line} lines=${8} again=${() => forget('tariff:')}>${l => html`
    <nav class="crumbs" aria-label=${t('parents')}>${l.section && html`<span>
      ${t('section', { n: l.section.number })}</span>`}
      ${l.parents.map(p => html`<a href=${link(['tariff', p.hs_code], { day: q.day })} title=${named(p)}>
        <${Code} code=${p.hs_code} /></a>`)}</nav>
    <div class="card stack">
      <header class="title"><div><p class="overline">
        <${Code} code=${l.hs_code} /> · ${word('level', l.level)} · ${t('as.of', { day: day(l.as_of) })}</p>
        <h2><${Name} of=${l} /></h2>${
          l.parents.length > 0 &&
          html`<p class="parents">${l.parents
            .map(p => (language() === 'en' || p.name_zh ? named(p) : spaced(p.hs_code)))
            .filter(Boolean)
            .join(' › ')}</p>`
        }</div>
        <a class="button go" href=${link(['check'], { q: spaced(l.hs_code), code: l.hs_code, day: l.as_of })}>
          ${t('check.this')}</a></header>
      ${l.indication && html`<p class="notice">${said(l.indication.text)}</p>`}
      ${l.rates && html`<${Rates} of=${l} /><${Duties} of=${l} />`}
      ${
        l.lists?.length > 0 &&
        html`<section><h3>${t('on.lists')}</h3><table><tbody>${l.lists.map(
          s => html`<tr><th scope="row"><a href=${s.edition ? link(['lists', s.list, s.edition],
            { code: l.hs_code }) : link(['lists', s.list])}>${word('list', s.list)} ${s.edition || ''}</a></th>
        <td>${word('standing', s.status)}${s.coverage === 'partial' && s.status === 'unknown' ?
          ' ' + t('standing.partial') : ''}</td><td>${s.entries.map(e => html`<div>
          <${Name} of=${e} /> ${e.remark && html`<span class="quiet" lang="zh-CN">${e.remark}</span>`}</div>`)}</td>
          </tr>`,
        )}</tbody></table></section>`
      }
      ${l.predecessors?.length > 0 && html`<section><h3>${t('before')}</h3><p>
        ${l.predecessors.map(p => html`<span class="pill">
        ${p.edition.toUpperCase()} <${Code} code=${p.hs_code} /> <span class="quiet">${p.relationship}</span>
        </span> `)}</p></section>`}
      ${l.children.length > 0 && html`<section><h3>${t('below', { n: count(l.lines) })}</h3><ul class="codes">
        ${l.children.map(c => html`<${Branch} of=${c} q=${q} />`)}</ul></section>`}
      <p class="quiet">${t('edition')} <a href=${link(['lists', 'cn-tariff'])}>${l.edition.edition}</a> · <code>
        ${l.edition.sha256.slice(0, 12)}…</code></p>
    </div><${Useful} view="tariff" subject=${l.hs_code} />`}<//>`;
}

const rateNames = ['mfn', 'provisional', 'general', 'vat', 'consumption_tax'];

const Rates = ({ of: l }) => html`<div class="facts"><section><h3>${t('rates')}</h3><table><tbody>
    ${rateNames.map(r => html`<tr><th scope="row">${t('rate.' + r)}</th><td class="n">
      ${l.rates[r] ?? html`<span class="quiet">${t('blank')}</span>`}</td></tr>`)}
    ${(l.amendments || []).map(a => html`<tr><td colspan="2" class="quiet">
      ${t('amended', { day: day(a.effective_from), what: t('rate.' + a.field.replace('_rate', '')) })} <span
      lang="zh-CN">${a.document}</span> <${Basis} basis=${a.basis} /></td></tr>`)}
    <tr><th scope="row">${t('units')}</th><td class="n" lang="zh-CN">${(l.units || []).join(' / ')}</td></tr>
      </tbody></table></section>
  <section><h3>${t('supervision')}</h3>${
    [...(l.supervision || []), ...(l.inspection || [])].length === 0
      ? html`<p class="quiet">${t('supervision.none')}</p>`
      : html`<ul class="letters">
    ${[...(l.supervision || []), ...(l.inspection || [])].map(x => html`<li class=${x.import ? '' : 'off'}><b>
      ${x.letter}</b> <${Name} of=${x} /> ${!x.import && html`<span class="quiet">
      ${t('export.only')}</span>`}</li>`)}</ul>`
  }</section></div>`;

// Duties are what goods of some origins pay beside the rates, as far as they are held.
const Duties = ({ of: l }) => html`<section><h3>${t('duties')}</h3>
  ${l.duties_by_origin.length === 0 && html`<p class="quiet">${t('duties.none')}</p>`}
  <ul class="plain duties">${l.duties_by_origin.map(m => html`<li><p><b>${origins(m)}</b> · ${word('tax', m.kind)} ${m.rate
    ? html`<b class="rate">${m.rate}</b>` : ''} ${m.suspended ? t('duties.suspended') : ''} <${Basis} basis=${m.basis} /></p>
    <details class="cited"><summary><span>${said(m.text)}</span></summary><ul>
    <${Citation} of=${m.citation} asOf=${l.as_of} sources=${l.sources} /></ul></details></li>`)}</ul>
  <p class="quiet">${t('not.checked')}: ${l.not_checked.map(n => word('not', n)).join(t('comma'))}</p></section>`;

// origins names those who pay a duty; of many, how many they are.
function origins({ origins: who, except = [] }) {
  const names = codes => (codes.length > 3 ? t('countries.n', { n: codes.length }) : codes.map(country).join(t('comma')));
  const all = who ? names(who) : t('duties.all');
  return except.length ? t('duties.except', { all, x: names(except) }) : all;
}

// Became leads from a code that is no more to what it may be today.
const Became = ({
  error,
  q,
}) => html`<div class="card stack"><h2>${error.problem.title}</h2><p>${error.problem.detail}</p><h3>
  ${t('became')}</h3>
  <ul class="codes">${error.problem.candidates.map(c => html`<${Branch} of=${c} q=${q} />`)}</ul></div>`;

// Lists: all, one, one edition, one entry, or what differs between two editions.
export function AnyList({ path: [, list, edition, entry] }) {
  if (edition === 'diff') return html`<${Difference} list=${list} />`;
  if (edition) return html`<${Edition} list=${list} edition=${edition} entry=${entry} />`;
  return list ? html`<${List} id=${list} />` : html`<${Lists} />`;
}

export const AnySector = ({ path }) => (path[1] ? html`<${Sector} code=${path[1]} />` : html`<${Sectors} />`);

function Lists() {
  const lists = use('lists', () => get('/v1/lists'));
  return html`<div><${Sub} at="lists" /><h2>${t('lists')}</h2><p class="quiet lead">${t('lists.text')}</p>
    <${Loaded} of=${lists} lines=${8} again=${() => forget('lists')}>${l => html`<div class="stack">
    ${l.items.map(x => html`<${OneList} of=${x} />`)}</div>`}<//></div>`;
}

const OneList = ({ of: l }) =>
  html`<section class="card"><h3><a href=${link(['lists', l.id])}>${said(l.title)}</a></h3>
    ${l.note && html`<p class="quiet">${said(l.note)}</p>`}<${Editions} of=${l} /></section>`;

const Editions = ({
  of: l,
}) => html`<div class="scroll"><table class="editions"><thead><tr><th scope="col">${t('edition')}</th><th scope="col">
  ${t('document')}</th><th scope="col">${t('in.force')}</th><th scope="col">${t('coverage')}</th><th scope="col">
  ${t('basis')}</th></tr></thead>
  <tbody>${[...l.editions].reverse().map(e => html`<tr><td><a href=${link(['lists', l.id, e.id])}>${e.id}</a></td>
    <td lang="zh-CN">${e.document}</td><td>${span(e)}</td><td><${Coverage} of=${e} /></td><td>
    ${e.basis && html`<${Basis} basis=${e.basis} />`}${e.state !== 'built_in' ? html` <span class="quiet">
    ${word('state', e.state)}</span>` : ''}</td></tr>`)}</tbody></table></div>`;

const span = e =>
  !e.effective_from
    ? t('each.its.own')
    : e.superseded_on
      ? t('from.until', { a: day(e.effective_from), b: day(e.superseded_on) })
      : t('from', { a: day(e.effective_from) });

const listOf = id => use('list:' + id, () => get('/v1/lists/' + encodeURIComponent(id)));

function List({ id }) {
  return html`<div><${Sub} at="lists" /><${Crumbs} list=${id} /><${Loaded} of=${listOf(id)} lines=${6}>
    ${l => html`<h2>${said(l.title)}</h2>
    ${l.note && html`<p class="quiet lead">${said(l.note)}</p>`}<div class="card"><${Editions} of=${l} /></div>
    ${l.editions.length > 1 && html`<${Compare} of=${l} />`}`}<//></div>`;
}

const Crumbs = ({ list, edition }) =>
  html`<nav class="crumbs" aria-label=${t('parents')}><a href=${link(['lists'])}>${t('lists')}</a>
    ${list && html`<a href=${link(['lists', list])}>
    ${word('list', list)}</a>`}${edition && html`<a href=${link(['lists', list, edition])}>${edition}</a>`}</nav>`;

class Compare extends Component {
  render({ of: l }, s) {
    const ids = l.editions.map(e => e.id);
    const from = s.from || ids.at(-2),
      to = s.to || ids.at(-1);
    const pick = (name, value, label) =>
      html`<div class="field"><label for=${name}>${label}</label>
        <select id=${name} value=${value} onchange=${e => this.setState({ [name]: e.target.value })}>
        ${ids.map(i => html`<option value=${i}>${i}</option>`)}</select></div>`;
    return html`<form class="toolbar" onsubmit=${e => {
      e.preventDefault();
      go(['lists', l.id, 'diff'], { from, to });
    }}>${pick('from', from, t('compare.from'))}${pick('to', to, t('compare.to'))}<button type="submit">
      ${t('compare')}</button></form>`;
  }
}

// Edition: its rows, by code or by words, page by page.
function Edition({ list, edition, entry }) {
  const q = here().query;
  const at = `/v1/lists/${encodeURIComponent(list)}/editions/${encodeURIComponent(edition)}/entries`;
  return html`<div><${Sub} at="lists" /><${Crumbs} list=${list} edition=${edition} />
    <${Loaded} of=${listOf(list)} lines=${4}>${l => {
      const e = l.editions.find(x => x.id === edition);
      return e ? html`<${Facts} of=${e} list=${l} />` : html`<${Empty} title=${t('edition.none', { x: edition })} />`;
    }}<//>
    ${entry ? html`<${One} at=${at} id=${entry} list=${list} edition=${edition} />` : html`<${Filter} q=${q}
      path=${['lists', list, edition]} /><${Rows} at=${at} q=${q} list=${list} edition=${edition} />`}
    <${Useful} view="list" subject=${list} /></div>`;
}

const Facts = ({
  of: e,
  list,
}) => html`<header class="title"><div><h2>${said(e.title || list.title)}</h2><p class="quiet"><span lang="zh-CN">
  ${e.document}</span> · ${said(e.issuer)} · ${span(e)}</p>
  <p><${Coverage} of=${e} /> ${e.basis && html`<${Basis} basis=${e.basis} />`}</p>
    ${e.published_at && html`<p class="quiet">${e.published_at}</p>`}
  <p class="quiet">SHA-256 <code>${e.sha256}</code></p>
  ${e.import && html`<p class="quiet">${t('brought.in', { who: e.import.imported_by,
    at: moment(e.import.imported_at), file: e.import.file.name })}</p>`}</div></header>`;

class Filter extends Component {
  render({ q, path }, { text }) {
    const shown = text ?? q.code ?? q.q ?? '';
    return html`<form class="toolbar" role="search" onsubmit=${e => {
      e.preventDefault();
      this.setState({ text: undefined });
      const w = shown.trim();
      go(path, /^[\d.\s]+$/.test(w) ? { code: w.replace(/[.\s]/g, '') } : { q: w });
    }}>
      <div class="field"><label for="filter">${t('filter')}</label>
        <input id="filter" type="search" value=${shown} oninput=${e => this.setState({ text: e.target.value })} />
        </div><button type="submit">${t('look.up')}</button>
      ${(q.code || q.q) && html`<a class="button" href=${link(path)}>${t('filter.clear')}</a>`}</form>`;
  }
}

class Rows extends Component {
  state = { pages: 1, saving: false };
  render({ at, q, list, edition }, { pages, saving }) {
    const loads = [];
    for (let i = 0, cursor; i < pages; i++) {
      const c = cursor;
      const page = use(`rows:${at}:${q.code || ''}:${q.q || ''}:${c || ''}`, () =>
        get(at, { code: q.code, q: q.q, limit: 50, cursor: c }),
      );
      loads.push(page);
      if (page.state !== 'ok' || !page.value.next_cursor) break;
      cursor = page.value.next_cursor;
    }
    const last = loads.at(-1);
    const items = loads.flatMap(p => p.value?.items || []);
    if (last.state === 'ok' && !items.length)
      return html`<${Empty} title=${t('rows.none')} text=${q.code || q.q ? t('rows.none.filter')
        : t('rows.none.text')} />`;
    const save = async () => {
      this.setState({ saving: true });
      try {
        const a = await all(at, { code: q.code, q: q.q, lang: 'both' }, null, 200);
        download(`${list}-${edition}.csv`, 'text/csv', csv(table(a.items)));
      } catch {
        tell(t('download.failed'));
      }
      this.setState({ saving: false });
    };
    return html`<div class="card"><div class="scroll"><table><caption class="hide">${t('entries')}</caption>
      ${items[0]?.kind === 'measure' || items[0]?.kind === 'provision' ? html`<${Measures} items=${items}
      list=${list} edition=${edition} />` : html`<${Goods} items=${items} list=${list} edition=${edition} />`}
      </table></div>
      ${last.state !== 'ok' && html`<${Loaded} of=${last} lines=${4} again=${() => forget('rows:')}>${() => ''}<//>`}
      <div class="toolbar">${last.value?.next_cursor && html`<button type="button"
        onclick=${() => this.setState({ pages: pages + 1 })}>${t('more')}</button>`}
        ${items.length > 0 && html`<button type="button" disabled=${saving} onclick=${save}><${Icon} name="save" />
          ${saving ? t('saving') : t('download.csv')}</button>`}</div></div>`;
  }
}

const Goods = ({
  items,
  list,
  edition,
}) => html`<thead><tr><th scope="col">${t('entry')}</th><th scope="col">${t('code')}</th><th scope="col">
  ${t('name')}</th><th scope="col">${t('remark')}</th><th scope="col">${t('basis')}</th></tr></thead>
  <tbody>${items.map(
    e => html`<tr key=${e.id}><td><a href=${list === 'cn-tariff' ? link(['tariff', e.hs_code])
      : link(['lists', list, edition, e.id])}>
      ${e.kind === 'listed' && list !== 'cn-tariff' ? e.id : list === 'cn-tariff' ? t('open.it')
      : word('entry', e.kind)}</a></td><td>${e.hs_code && html`<a href=${link(['tariff', e.hs_code])}>
      <${Code} code=${e.hs_code} /></a>`}</td>
    <td><${Name} of=${e} /></td><td lang="zh-CN">${e.remark}</td><td><${Basis} basis=${e.basis} /></td></tr>`,
  )}</tbody>`;

const Measures = ({
  items,
  list,
  edition,
}) => html`<thead><tr><th scope="col">${t('entry')}</th><th scope="col">${t('domain')}</th><th scope="col">
  ${t('says')}</th><th scope="col">${t('modes')}</th><th scope="col">${t('basis')}</th></tr></thead>
  <tbody>${items.map(e => html`<tr key=${e.id}><td><a href=${link(['lists', list, edition, e.id])}>
    ${e.item || e.id}</a></td><td>${e.kind === 'provision' ? html`${said(e.law)} ${e.articles}` : said(e.domain)}
    </td><td>${said(e.summary)}</td><td>${e.modes.join(', ')}</td><td><${Basis} basis=${e.basis} /></td>
    </tr>`)}</tbody>`;

// table makes rows for a spreadsheet, with every field in both languages.
function table(items) {
  if (items[0]?.kind === 'measure' || items[0]?.kind === 'provision') {
    return [
      [
        'id',
        'kind',
        'item',
        'domain_zh',
        'domain_en',
        'summary_zh',
        'summary_en',
        'original',
        'modes',
        'sectors',
        'basis',
      ],
      ...items.map(e => [
        e.id,
        e.kind,
        e.item,
        (e.domain || e.law)?.zh,
        (e.domain || e.law)?.en,
        e.summary?.zh,
        e.summary?.en,
        e.original || '',
        e.modes.join(' '),
        (e.reach || []).map(r => r.code).join(' '),
        e.basis,
      ]),
    ];
  }
  return [
    ['id', 'kind', 'hs_code', 'name_zh', 'name_en', 'remark', 'basis', 'document'],
    ...items.map(e => [e.id, e.kind, e.hs_code, e.name_zh, e.name_en, e.remark, e.basis, e.citation?.document]),
  ];
}

function One({ at, id, list, edition }) {
  const code = /^\d{4,10}$/.test(id) ? id : undefined;
  const found = use('entry:' + at + id, async () => {
    for (const query of code ? [{ code }, {}] : [{}]) {
      const a = await all(at, query, null, 30);
      const row = a.items.find(e => e.id === id);
      if (row) return { row, sources: a.sources };
    }
    return { row: null };
  });
  return html`<${Loaded} of=${found} lines=${6}>${({ row: e, sources }) =>
    !e
      ? html`<${Empty} title=${t('entry.none', { x: id })} />`
      : html`<article class="card stack">
    <h3>${e.kind === 'provision' ? said(e.law) : t('entry.n', { x: e.item || e.id })} <${Basis} basis=${e.basis} />
      </h3>
    ${e.hs_code && html`<p><a href=${link(['tariff', e.hs_code])}><${Code} code=${e.hs_code} /></a></p>`}
    ${e.name_zh && html`<p class="big"><${Name} of=${e} /></p>`}
    ${e.domain && html`<p class="quiet">${said(e.domain)}</p>`}
    ${e.original && html`<blockquote lang="zh-CN">${e.original}</blockquote>`}
    ${e.summary && html`<p>${said(e.summary)}</p>`}
    ${e.remark && html`<p>${t('remark')}: <span lang="zh-CN">${e.remark}</span></p>`}
    ${e.modes && html`<p class="quiet">${t('modes')}: ${e.modes.map(m => t('mode.' + m)).join(' · ')}</p>`}
    ${e.reach?.length > 0 && html`<p>${t('touches')} ${e.reach.map(r => html`<a class="pill"
      href=${link(['sectors', r.code])}>${r.code}${r.whole ? '' : ' ' + t('in.part')}</a> `)}</p>`}
    ${e.caveat && html`<p class="quiet">${said(e.caveat)}</p>`}${e.note && html`<p
      class="quiet">${t('note.ours')} ${said(e.note)}</p>`}
    <ul><${Citation} of=${e.citation} sources=${sources} /></ul></article>`}<//>`;
}

// Difference between two editions.
function Difference({ list }) {
  const { from, to } = here().query;
  const d = use(`diff:${list}:${from}:${to}`, () => get(`/v1/lists/${encodeURIComponent(list)}/diff`, { from, to }));
  return html`<div><${Sub} at="lists" /><${Crumbs} list=${list} /><h2>${t('diff.title', { a: from, b: to })}</h2>
    <${Loaded} of=${d} lines=${6}>${x => html`<${DiffBody} of=${x} list=${list} />`}<//></div>`;
}

export function DiffBody({ of: d, list }) {
  const parts = ['added', 'removed', 'renumbered', 'changed'];
  const one = e =>
    html`<span>${e.hs_code && html`<${Code} code=${e.hs_code} /> `}${e.name_zh ? html`<${Name} of=${e} />`
      : said(e.summary)} ${e.remark && html`<span class="quiet" lang="zh-CN">${e.remark}</span>`}</span>`;
  return html`<div class="stack">${d.comparable === false && html`<p class="notice">
    ${d.reason ? said(d.reason) : t('diff.partial')}</p>`}
    <dl class="counts">${parts.map(p => html`<div><dt>${t('diff.' + p)}</dt><dd>
      ${count(d.counts ? d.counts[p] : d[p].length)}</dd></div>`)}</dl>
    ${parts.map(
      p =>
        d[p].length > 0 &&
        html`<section class="card"><h3>${t('diff.' + p)}</h3><ul class="diff">${d[p]
          .slice(0, 300)
          .map(
            x =>
              html`<li class=${p}>${
                p === 'added' || p === 'removed'
                  ? one(x)
                  : html`${[].concat(x.from).map(one)} <span
                    class="arrow">→</span> ${[].concat(x.to).map(one)} ${x.what && html`<span class="quiet">
                    ${x.what.map(w => word('what', w)).join(', ')}</span>`}`
              }</li>`,
          )}</ul>${d[p].length > 300 && html`<p class="quiet">${t('and.more', { n: d[p].length - 300 })}</p>`}
            </section>`,
    )}
    ${d.tariff && html`<${TariffDiff} of=${d.tariff} />`}
    ${parts.every(p => (d.counts ? d.counts[p] : d[p].length) === 0) && html`<${Empty} title=${t('diff.none')} />`}
    ${d.left_out > 0 && html`<p class="notice">${t('diff.left.out', { n: count(d.left_out) })}</p>`}</div>`;
}

// What a new tariff changes: codes that end and begin, and cells that are otherwise.
function TariffDiff({ of: d }) {
  const most = 200;
  const code = l => html`<${Code} code=${l.hs_code} /> <span lang="zh-CN">${l.name_zh}</span> ${l.submissions > 0 &&
    html`<span class="pill">${t('diff.touches', { n: count(l.submissions) })}</span> `}`;
  const rest = n => n > most && html`<p class="quiet">${t('and.more', { n: count(n - most) })}</p>`;
  const part = (name, rows, one) =>
    rows.length > 0 &&
    html`<section class="card"><h3>${t('diff.tariff.' + name)} <span class="quiet">${count(rows.length)}</span></h3>
      <ul class="diff">${rows.slice(0, most).map(one)}</ul>${rest(rows.length)}</section>`;
  return html`${part('ended', d.ended, l => html`<li class="removed">${code(l)} ${l.candidates?.length > 0 &&
      html`<span class="quiet">${t('became')}: ${l.candidates.map(spaced).join(', ')}</span>`}</li>`)}
    ${part('new', d.new, l => html`<li class="added">${code(l)}</li>`)}
    ${part('successions', d.successions, s => html`<li><b>${t('succession.' + s.kind)}</b> ${s.from.map(code)}
      <span class="arrow">→</span> ${s.to.map(code)} <span class="quiet">${t('by.' + s.by)}</span></li>`)}
    ${part('duties', d.duties, m => html`<li><b>${m.measure}</b> ${m.submissions > 0 &&
      html`<span class="pill">${t('diff.touches', { n: count(m.submissions) })}</span>`}
      ${[['before', m.before], ['now', m.now]].map(([side, texts]) => html`<div><span class="quiet">${t('diff.' + side)}:</span>
      ${texts.length ? texts.map(x => html`<div>${said(x)}</div>`) : t('blank')}</div>`)}</li>`)}
    ${d.changed.length > 0 && html`<section class="card"><h3>${t('diff.tariff.changed')} <span class="quiet">
      ${count(d.changed.length)}</span></h3><div class="scroll"><table><thead><tr><th scope="col">${t('code')}</th>
      <th scope="col">${t('diff.cell')}</th><th scope="col">${t('diff.before')}</th><th scope="col">${t('diff.now')}</th>
      </tr></thead><tbody>${d.changed.slice(0, most).map(l => l.cells.map((c, i) => html`<tr><td>${i === 0 && code(l)}</td>
      <td>${said(c.name)}</td><td lang="zh-CN">${c.before || t('blank')}</td><td lang="zh-CN">${c.now || t('blank')}
      ${' '}<span class=${'cell ' + c.change}>${t('cell.' + c.change)}</span></td></tr>`))}</tbody></table></div>
      ${rest(d.changed.length)}</section>`}`;
}

// Sectors of services.
const sections = 'ABCDEFGHIJKLMNOPQRST'.split('');

class Sectors extends Component {
  render(_, { text }) {
    const q = here().query,
      shown = text ?? q.q ?? '';
    const found = q.q && use('sectors:' + q.q, () => get('/v1/sectors', { q: q.q, limit: 50 }));
    return html`<div><${Sub} at="sectors" /><h2>${t('sectors')}</h2><p class="quiet lead">${t('sectors.text')}</p>
      <form class="toolbar" role="search" onsubmit=${e => {
        e.preventDefault();
        this.setState({ text: undefined });
        go(['sectors'], { q: shown.trim(), day: q.day });
      }}><div class="field"><label for="sector">${t('service.label')}</label>
        <input id="sector" type="search" value=${shown} oninput=${e => this.setState({ text: e.target.value })} />
          </div><button type="submit">${t('look.up')}</button></form>
      ${
        found
          ? html`<${Loaded} of=${found} lines=${5}>${f => (f.items.length ? html`<ul class="codes">
            ${f.items.map(s => html`<${SectorItem} of=${s} />`)}
            </ul>` : html`<${Empty} title=${t('sector.none', { q: q.q })} text=${t('sector.none.text')} />`)}<//>`
          : html`<ul class="codes sections">${sections.map(s => html`<${Section} code=${s} />`)}</ul>`
      }</div>`;
  }
}

const SectorItem = ({ of: s }) =>
  html`<li><a href=${link(['sectors', s.code], { system: s.system === 'gbt4754' ? ''
    : s.system, day: here().query.day })}><span class="code">${s.code}</span></a> <${Name} of=${s} /></li>`;

function Section({ code }) {
  const s = use('sector:' + code + '::', () => get('/v1/sectors/' + code));
  return html`<li><a href=${link(['sectors', code])}><span class="code">${code}</span>
    </a> ${s.state === 'ok' ? html`<${Name} of=${s.value} />` : ''}</li>`;
}

function Sector({ code }) {
  const q = here().query;
  const s = use(`sector:${code}:${q.system || ''}:${q.day || ''}`, () =>
    get('/v1/sectors/' + encodeURIComponent(code), { system: q.system, as_of: q.day }),
  );
  return html`<div><${Sub} at="sectors" /><${Loaded} of=${s} lines=${8}>${x => html`
    <nav class="crumbs" aria-label=${t('parents')}><a href=${link(['sectors'])}>${t('sectors')}</a>
      ${x.parents.map(p => html`<a href=${link(['sectors', p.code], { system: q.system })} title=${named(p)}>
      ${p.code}</a>`)}</nav>
    <div class="card stack"><header class="title"><div><p class="overline"><span class="code">
      ${x.code}</span> · ${word('system', x.system)}</p><h2><${Name} of=${x} /></h2></div>
      <a class="button go" href=${link(['services'], { q: x.code, code: x.code, system: q.system, day: x.as_of })}>
        ${t('check.this')}</a></header>
      <section><h3>${t('on.lists')}</h3><table><tbody>${x.lists.map(
        l => html`<tr><th scope="row">${word('place', l.place)}</th><td>
          <a href=${l.edition ? link(['lists', l.list, l.edition], { code: x.system === 'gbt4754' ? x.code : '' })
          : link(['lists', l.list])}>${l.edition || ''}</a> ${word('standing', l.status)}</td>
        <td>${l.entries.map(e => html`<div><a href=${link(['lists', l.list, l.edition, e.id])}>
          ${t('entry.n', { x: e.item || e.id })}</a> ${said(e.summary)}</div>`)}</td></tr>`,
      )}</tbody></table></section>
      ${x.laws.length > 0 && html`<section><h3>${t('laws')}</h3><ul class="laws">${x.laws.map(p => html`<li>
        <a href=${link(['lists', 'cn-services-law', p.citation.edition || '', p.id])}>
        ${said(p.law)}</a> ${p.articles} <span class="quiet">${said(p.summary)}</span></li>`)}</ul></section>`}
      ${x.links.length > 0 && html`<section><h3>${t('other.systems')}</h3>${x.links.map(k => html`<p>
        ${word('system', k.system)}: ${k.codes.map(c => html`<span class="pill">${c.code} <${Name} of=${c} /></span> `)}
        <span class="quiet">${k.own_mapping ? t('own.mapping') : ''}</span></p>`)}</section>`}
      ${x.children.length > 0 && html`<section><h3>${t('finer')}</h3><ul class="codes">
        ${x.children.map(c => html`<${SectorItem} of=${c} />`)}</ul></section>`}</div>
      <${Useful} view="sector" subject=${x.code} />`}<//></div>`;
}

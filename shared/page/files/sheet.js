// One page to print or to put into a file: the whole check with its sources.
import { html } from './view.js';
import { t, word, said, spaced, named, day, count, moment } from './text.js';
import { bits, sentence } from './decision.js';
import { sourceBy, sourceName, tongueOf, Name } from './parts.js';
import { due as total } from './tax.js';

// notes numbers the citations of a decision, each once.
function notes(d) {
  const all = [];
  const mark = c => {
    const name = [c.document || c.list, c.entry].filter(Boolean).join(' · ') || c.summary || sourceOf(d, c);
    let i = all.findIndex(n => n.name === name);
    if (i < 0) {
      i = all.length;
      all.push({ name, from: new Set() });
    }
    for (const s of c.sources || []) all[i].from.add(s);
    return i + 1;
  };
  return { all, of: cites => [...new Set((cites || []).map(mark))] };
}

const sourceTitle = (d, id) => sourceName(sourceBy(d.sources, id));

// sourceOf names where a statement was read that rests on no document.
const sourceOf = (d, c) => (c.sources || []).map(id => sourceTitle(d, id)).join('; ');

// readIn names the sources of a note.
const readIn = (note, d) => {
  const names = [...new Set([...note.from].map(id => sourceTitle(d, id)))].join('; ');
  return names && html` (<span lang=${tongueOf(names)}>${names}</span>)`;
};

const Marks = ({ of: n }) => (n.length ? html`<sup>${n.join(',')}</sup>` : '');

const signs = { bars: '✕', needs_fact: '?', needs_list: '…', condition: '☐' };

function side(c, cite) {
  const b = bits(c);
  const lines = [...b.bars, ...b.asks, ...b.lists, ...b.conditions];
  return html`<section class=${c.verdict}>
    <h3>${word(c.channel ? 'channel' : 'place', c.channel || c.place)} <b>
      ${word(c.place ? 'verdict.service' : 'verdict', c.verdict)}</b></h3>
    <p>${sentence(c)} <i>${t('rests.on')} ${word('basis', c.basis)}</i></p>
    <ul>${lines.map(r => html`<li><span>${signs[r.effect]}</span>
      ${said(r.text)}${r.authority ? ' (' + said(r.authority) + ')' : ''}<${Marks} of=${cite(r.citations)} />
      </li>`)}</ul>
    ${c.tax && html`<p class="owed">${t('tax')}: ${due(c.tax)}</p>`}
    ${(c.tax?.lines || []).filter(l => l.formula && l.amount !== undefined).map(l => html`<p class="sum">
      ${word('tax', l.kind)} ${l.rate || ''}: ${l.formula}<${Marks} of=${cite(l.citations)} /></p>`)}
    ${(c.tax?.notes || []).map(n => html`<p class="sum">${said(n.text)}<${Marks} of=${cite(n.citations)} /></p>`)}
  </section>`;
}

function due(tax) {
  if (tax.status === 'not_applicable') return t('tax.none');
  if (tax.total) return total(tax);
  return (tax.why || []).map(said).join(' ') || t('tax.unknown');
}

export function Sheet({ of: d, q, address }) {
  const n = notes(d);
  const sides = (d.channels || d.places).map(c => side(c,
    n.of)); // at once, since the notes are numbered as they are met
  const item = d.item || d.sector;
  const given = Object.entries(q || {}).filter(
    ([k, v]) =>
      v && (k.startsWith('f.') || ['origin', 'price', 'qty', 'weight', 'spent', 'mode', 'home'].includes(k)),
  );
  return html`<div class="sheet" aria-hidden="true"><header>
      <p>${t('title')} · ${t('as.of', { day: day(d.as_of) })} · ${t('ruleset')} ${d.ruleset}</p>
      <h1>${spaced(item.hs_code || item.code || '')} ${named(item) && html`<${Name} of=${item} />`}</h1>
      ${d.summary && html`<p class="all">${said(d.summary)}</p>`}
      ${given.length > 0 && html`<p>${t('told')} ${given.map(([k, v]) => `${k.startsWith('f.') ?
        word('fact', k.slice(2)) : t('field.' + k)}: ${['yes', 'no', 'unknown'].includes(v) ? t(v)
        : v}`).join(' · ')}</p>`}
    </header>
    <div class=${'quarters n' + sides.length}>${sides}</div>
    <footer>
      <table><tbody>${d.lists.map(l => html`<tr><td>${word('list', l.id)}</td><td>${l.edition}</td><td>
        ${word('coverage', l.coverage)} ${l.stated_rows ? count(l.rows) + '/' + count(l.stated_rows)
        : count(l.rows)}</td><td><code>${l.sha256}</code></td></tr>`)}</tbody></table>
      <ol>${n.all.map(c => html`<li>${c.name}${readIn(c, d)}</li>`)}</ol>
      <p>${t('not.checked')}: ${(d.not_checked || []).map(x => word('not', x)).join(t('comma'))}.</p>
      <p>${t('research.only')} ${t('printed', { at: moment(new Date().toISOString()) })} <span class="url">
        ${address || location.href}</span></p>
    </footer></div>`;
}

// fit makes the sheet small enough for one A4 page: the type first, then the gaps.
export function fit() {
  const sheet = document.querySelector('.sheet');
  if (!sheet) return;
  const page = (277 / 25.4) * 96; // mm of A4 within margins of 10 mm, in CSS pixels
  sheet.classList.add('measured');
  for (const size of [10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5]) {
    sheet.style.fontSize = size + 'pt';
    if (sheet.scrollHeight <= page) break;
  }
  sheet.classList.remove('measured');
}

addEventListener('beforeprint', fit);

// plain is the check in words, to be put into a message.
export function plain(d, address) {
  const item = d.item || d.sector;
  const lines = [`${spaced(item.hs_code || item.code || '')} ${named(item)} · ${day(d.as_of)}`];
  if (d.summary) lines.push(said(d.summary));
  for (const c of d.channels || d.places) {
    lines.push(
      `${word(c.channel ? 'channel' : 'place', c.channel || c.place)}: ${word(c.place ? 'verdict.service'
        : 'verdict', c.verdict)}. ${sentence(c)} (${t('rests.on')} ${word('basis', c.basis)})` +
        (c.tax?.total ? ` ${t('tax')}: ${due(c.tax)}.` : ''),
    );
  }
  lines.push(d.lists.map(l => `${word('list', l.id)} ${l.edition} ${l.sha256.slice(0, 12)}`).join('; '));
  lines.push(address);
  return lines.join('\n');
}

// save hands out the sheet as a document that needs no network and no script.
export async function save(d) {
  const css = await (await fetch(document.querySelector('link[href$="print.css"]').href)).text();
  fit();
  const sheet = document.querySelector('.sheet').cloneNode(true);
  sheet.removeAttribute('aria-hidden');
  sheet.removeAttribute('style');
  const item = d.item || d.sector;
  const title = `${item.hs_code || item.code} ${named(item)} ${d.as_of}`;
  const name = Object.assign(document.createElement('title'), { textContent: title }).outerHTML;
  const text = `<!doctype html>\n<html lang="${document.documentElement.lang}"><head><meta charset="utf-8">${name}<style>${css}
.sheet.sheet.sheet{display:block;max-width:190mm;margin:8mm auto;font-size:10pt}</style></head><body>${sheet.outerHTML}</body></html>\n`;
  const url = URL.createObjectURL(new Blob([text], { type: 'text/html' }));
  const a = Object.assign(document.createElement('a'), {
    href: url,
    download: title.replace(/[^\w\u4e00-\u9fff.-]+/g, '-') + '.html',
  });
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

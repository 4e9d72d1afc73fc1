// What is due, line by line, with the formula, and what a certificate of origin
// would save.
import { html, redraw } from './view.js';
import { t, word, said, money } from './text.js';
import { Basis, Citation, roomy } from './parts.js';
import { Question } from './ask.js';

const limits = { at_least: 'at.least', at_most: 'at.most' };

export const due = tax =>
  tax.total ? (limits[tax.status] ? t(limits[tax.status]) + ' ' : '') + money(tax.total) : '';

// once leaves out citations that stand already.
const once = all => [...new Map(all.map(c => [[c.document, c.entry, c.quote].join('|'), c])).values()];

// Whether the lines are shown: for all channels alike, so that they can be compared.
let open = null;
const turn = e => {
  if (e.target.open === open) return;
  open = e.target.open;
  redraw();
};

// Tax shows the total, and the lines that it is made of where they are wanted.
export function Tax({ of: tax, ctx, place, asks }) {
  if (tax.status === 'not_applicable')
    return html`<section class="tax"><h4>${t('tax')}</h4><p class="quiet">${t('tax.none')}</p></section>`;
  open ??= roomy();
  const lines = tax.lines || [],
    bases = new Set(lines.map(l => l.basis));
  const one = bases.size === 1 ? lines[0].basis : '';
  const title = html`<h4><span><span class="whole">${t('tax')}</span> ${one && html`<${Basis} basis=${one} />`}</span>
    ${tax.total && html`<strong class="total">${due(tax)}</strong>`}</h4>`;
  return html`<section class="tax">
    ${lines.length > 0 ? html`<details class="fold" open=${open} ontoggle=${turn}><summary>${title}
      <${Cheaper} of=${tax} /></summary><${Lines} of=${tax} ctx=${ctx} basis=${!one} /></details>` : title}
    ${tax.status === 'at_least' && html`<p class="quiet">${t('tax.at.least')}</p>`}
    ${tax.status === 'at_most' && html`<p class="quiet">${t('tax.at.most')}</p>`}
    ${(tax.why || []).map(w => html`<p class="quiet">${said(w)}</p>`)}
    ${tax.status === 'unknown' && !lines.length && !(tax.why || []).length && html`<p class="quiet">
      ${t('tax.unknown')}</p>`}
    ${!lines.length && html`<${Notes} of=${tax} ctx=${ctx} />`}
    ${asks.length > 0 && html`<div class="asks"><h5>${t('tax.questions')}</h5>
      ${asks.map(m => html`<${Question} of=${m} place=${place + '-tax'} answer=${ctx.answers(m)}
      set=${v => ctx.set(m, v)} />`)}</div>`}
  </section>`;
}

// Cheaper says what a certificate of origin would make of the total, while the lines are folded.
function Cheaper({ of: tax }) {
  const totals = (tax.agreement_rates || []).filter(r => r.total && Number(r.saves) > 0).map(r => r.total);
  const least = totals.sort((a, b) => Number(a) - Number(b))[0];
  return least && html`<p class="cheaper saves">${t('tax.with.certificate', { x: money(least) })}</p>`;
}

function Lines({ of: tax, ctx, basis }) {
  const cited = once(tax.lines.flatMap(l => l.citations || []));
  return html`<table><tbody>${tax.lines.map(l => html`<${Line} of=${l} basis=${basis} />`)}</tbody></table>
    ${tax.otherwise && html`<p class="quiet">
      ${t('tax.otherwise.' + tax.otherwise.treatment)}: ${tax.otherwise.rate || ''} ${tax.otherwise.total ?
      '→ ' + money(tax.otherwise.total) : ''}</p>`}
    <${Notes} of=${tax} ctx=${ctx} />
    ${tax.agreement_rates?.length > 0 && html`<${Agreements} of=${tax.agreement_rates} ctx=${ctx} />`}
    ${cited.length > 0 && html`<details class="cited"><summary><span class="quiet">${t('tax.sources')}</span></summary>
      <ul>${cited.map(c => html`<${Citation} of=${c} asOf=${ctx.asOf} sources=${ctx.sources} />`)}</ul></details>`}`;
}

// Notes say what the schedule does not: also where it gives no line.
const Notes = ({ of: tax, ctx }) =>
  (tax.notes || []).map(n => html`<details class="cited"><summary><span>${said(n.text)}</span></summary><ul>
    ${(n.citations || []).map(c => html`<${Citation} of=${c} asOf=${ctx.asOf} sources=${ctx.sources} />`)}</ul>
    </details>`);

const Line = ({
  of: l,
  basis,
}) => html`<tr class=${l.status}><th scope="row">${word('tax', l.kind)}<span class="rate">
  ${l.rate || ''}${l.share_percent ? ' × ' + l.share_percent + '%' : ''}</span></th>
  <td class="amount">${l.status === 'computed' && l.amount !== undefined ? money(l.amount) : html`<span
    class="quiet">${t('open')}</span>`}</td></tr>
  <tr class="formula"><td colspan="2">${l.formula ? html`<code>
    ${l.formula}</code>` : l.why ? said(l.why) : ''} ${basis && html`<${Basis} basis=${l.basis} />`}</td></tr>`;

const Agreements = ({
  of: rates,
  ctx,
}) => html`<details class="agreements" open><summary>${t('agreements', { n: rates.length })}</summary><ul>
  ${rates.map(
    r => html`<li><div><span>${said(r.name)} <b class="rate">${r.rate || t('rates.not.held')}</b></span>
      ${r.total && html`<b class="amount">${money(r.total)}</b>`}</div>
    <p class="quiet">${r.saves && Number(r.saves) > 0 ? html`<span class="saves">
      ${t('saves', { x: money(r.saves) })}</span> ` : ''}${r.note ? said(r.note) + ' ' : ''}
      <${Basis} basis=${r.basis} /></p>
    ${(r.citations || []).length > 0 && html`<details class="cited"><summary><span class="quiet">
      ${t('citations', { n: r.citations.length })}</span></summary><ul>
      ${r.citations.map(c => html`<${Citation} of=${c} asOf=${ctx.asOf} sources=${ctx.sources} />`)}</ul>
      </details>`}</li>`,
  )}</ul></details>`;

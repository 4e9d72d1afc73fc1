// What is due, line by line, with the formula, and what a certificate of origin
// would save.
import { html } from './view.js';
import { t, word, said, money } from './text.js';
import { Basis, Citation } from './parts.js';

export function Tax({ of: tax, ctx }) {
  if (tax.status === 'not_applicable') return html`<section class="tax"><h4>${t('tax')}</h4><p class="quiet">${t('tax.none')}</p></section>`;
  const lines = tax.lines || [];
  return html`<section class="tax"><h4>${t('tax')}${tax.total && html`<strong class="total">${tax.status === 'at_least' ? t('at.least') + ' ' : ''}${money(tax.total)}</strong>`}</h4>
    ${lines.length > 0 && html`<table><tbody>${lines.map(l => html`<${Line} of=${l} ctx=${ctx} />`)}</tbody></table>`}
    ${tax.status === 'at_least' && html`<p class="quiet">${t('tax.at.least')}</p>`}
    ${tax.status === 'unknown' && (tax.why || []).map(w => html`<p>${said(w)}</p>`)}
    ${tax.status === 'unknown' && !lines.length && !(tax.why || []).length && html`<p class="quiet">${t('tax.unknown')}</p>`}
    ${tax.agreement_rates?.length > 0 && html`<${Agreements} of=${tax.agreement_rates} ctx=${ctx} />`}
    ${lines.some(l => l.citations?.length) && html`<details class="cited"><summary><span class="quiet">${t('tax.sources')}</span></summary>
      <ul>${lines.map(l => l.citations.map(c => html`<${Citation} of=${c} asOf=${ctx.asOf} sources=${ctx.sources} />`))}</ul></details>`}
  </section>`;
}

const Line = ({ of: l }) => html`<tr class=${l.status}><th scope="row">${word('tax', l.kind)}<span class="rate">${l.rate || ''}${l.share_percent ? ' × ' + l.share_percent + '%' : ''}</span></th>
  <td class="amount">${l.status === 'computed' && l.amount !== undefined ? money(l.amount) : html`<span class="quiet">${t('open')}</span>`}</td></tr>
  <tr class="formula"><td colspan="2">${l.formula ? html`<code>${l.formula}</code>` : l.why ? said(l.why) : ''} ${l.basis && l.basis !== 'official' && html`<${Basis} basis=${l.basis} />`}</td></tr>`;

// The fields of a rate by agreement are shown as far as they are there.
const Agreements = ({ of: rates, ctx }) => html`<details class="agreements"><summary>${t('agreements', { n: rates.length })}</summary><ul>
  ${rates.map(r => html`<li><strong>${said(r.agreement_name || r.name || r.text || r.agreement)}</strong> ${r.rate && html`<span class="rate">${r.rate}</span>`}
    ${r.saving || r.saves ? html` <span class="saves">${t('saves', { x: money(r.saving || r.saves) })}</span>` : ''}
    ${r.total ? html` <span class="quiet">${t('total')} ${money(r.total)}</span>` : ''}
    ${r.certificate && html`<p class="quiet">${said(r.certificate)}</p>`}
    ${r.basis && html`<${Basis} basis=${r.basis} />`}
    ${(r.citations || []).length > 0 && html`<ul>${r.citations.map(c => html`<${Citation} of=${c} asOf=${ctx.asOf} sources=${ctx.sources} />`)}</ul>`}</li>`)}</ul></details>`;

// Two charts in plain HTML: shares of verdicts, and counts as bars. Numbers stand
// beside the bars, so that nothing is told by length or colour alone.
import { html } from './view.js';
import { t, word, count } from './text.js';
import { Verdict } from './parts.js';

const verdicts = ['eligible', 'conditional', 'undetermined', 'ineligible'];

// Stacked draws a bar of verdicts for each row {name, counts}.
export const Stacked = ({ title, rows }) => html`<figure class="card"><figcaption>${title}</figcaption>
  ${rows.map(
    ({ name, counts }) => html`<div class="bar"><span>${name}</span>
      <div class="stacked" role="img" aria-label=${verdicts.map(v => word('verdict', v) + ' ' + count(counts[v] || 0))
        .join(', ')}>${verdicts.map(v => counts[v] > 0 && html`<i class=${v} style=${{ flexGrow: counts[v] }}
        title=${word('verdict', v) + ' ' + count(counts[v])}>${count(counts[v])}</i>`)}</div></div>`,
  )}
  <p class="key">${verdicts.map(v => html`<${Verdict} verdict=${v} />`)}</p></figure>`;

// Bars draws a bar for each row {name, n}, of a whole.
// Long names stand above their bars.
export const Bars = ({ title, rows, of, tone = '', long, none }) => html`<figure class="card"><figcaption>${title}
  </figcaption>${rows.map(
    ({ name, n }) => html`<div class=${'bar why' + (long ? ' long' : '')}><span title=${name}>${name}</span><div class=${'single ' + tone}>
      <i style=${{ width: (100 * n) / Math.max(of, 1) + '%' }}></i><b>${count(n)}</b></div></div>`,
  )}
  ${rows.length === 0 && html`<p class="quiet">${none || t('chart.why.none')}</p>`}</figure>`;

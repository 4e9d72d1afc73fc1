// Whole catalogues of a seller, checked by the service in the background: upload,
// progress, what the rows came to, what would settle most, and the result file.
import { html, use, forget, Component } from './view.js';
import { go, link } from './address.js';
import { t, has, word, said, count, moment, day, today } from './text.js';
import { call, get, post, put } from './api.js';
import { draft, type, clear } from './draft.js';
import { Loaded, Empty, Trouble, DayField, Drop, Icon } from './parts.js';
import { Stacked, Bars } from './charts.js';
import { Useful } from './useful.js';

const channels = ['general_trade', 'cbec_bonded', 'cbec_direct', 'yiwu_pilot'];
const ended = new Set(['done', 'failed', 'cancelled', 'expired']);
const often = 1500; // ms between two looks at a job that is under way

export const Catalogues = ({ id }) => (id ? html`<${One} id=${id} />` : html`<${All} />`);

const path = id => '/v1/catalogues/' + encodeURIComponent(id);

let held = { file: null }; // the file stays between two views

class All extends Component {
  state = {};
  async send() {
    const d = draft('catalogue');
    this.setState({ error: null, sent: 0 });
    try {
      const chosen = channels.filter(c => d[c] !== false);
      const made = await post(
        '/v1/catalogues',
        { filename: held.file.name, as_of: d.day || today(), ...(chosen.length < channels.length && { channels: chosen }) },
        { as: 'seller' },
      );
      forget('catalogues');
      await put(made.upload, held.file, sent => this.setState({ sent }));
      held.file = null;
      clear('catalogue');
      go(['sellers', 'catalogues', made.id], {});
    } catch (error) {
      this.setState({ error });
    }
    this.setState({ sent: undefined });
  }
  render(_, { error, sent }) {
    const d = draft('catalogue'),
      busy = sent !== undefined;
    const jobs = use('catalogues', () => get('/v1/catalogues', { limit: 50 }, 'seller'));
    return html`<div class="stack"><form class="card stack" onsubmit=${e => {
      e.preventDefault();
      if (held.file) this.send();
    }}><p class="quiet lead">${t('catalogues.text')}</p>
      <${Drop} accept=".csv,.tsv,.txt,.xlsx" text=${held.file ? held.file.name : t('file.drop')} take=${f => {
        held.file = f;
        this.setState({ error: null });
      }} />
      <div class="row second"><${DayField} id="cat-day" value=${d.day || today()} set=${v => type('catalogue',
        { day: v })} />
        <fieldset class="field ticks"><legend>${t('channels')}</legend>${channels.map(c => html`<label class="tickbox">
          <input type="checkbox" checked=${d[c] !== false} onchange=${e => type('catalogue', { [c]: e.target.checked })} />
          <span>${word('channel', c)}</span></label>`)}</fieldset></div>
      ${error && html`<${Trouble} error=${error} again=${() => this.send()} />`}
      <div class="toolbar"><button class="go" type="submit" disabled=${busy || !held.file ||
        channels.every(c => d[c] === false)}>${t('catalogue.start')}</button>
        ${busy && html`<progress max="1" value=${sent} aria-label=${t('catalogue.uploading')}></progress>
          <span class="quiet">${t('catalogue.uploading')}</span>`}</div></form>
      <${Loaded} of=${jobs} lines=${4} again=${() => forget('catalogues')}>${j =>
      j.items.length
        ? html`<div class="card scroll"><table><thead><tr><th scope="col">${t('file')}</th><th scope="col">
          ${t('state')}</th><th scope="col" class="n">${t('catalogue.rows')}</th><th scope="col">${t('brought')}</th>
          </tr></thead><tbody>${j.items.map(x => html`<tr key=${x.id}><td>
          <a href=${link(['sellers', 'catalogues', x.id])}>${x.filename}</a></td><td>${word('job', x.state)}</td>
          <td class="n">${count(x.progress.rows)}</td><td class="quiet">${moment(x.created_at)}</td></tr>`)}</tbody>
          </table></div>`
        : html`<${Empty} title=${t('catalogues.none')} text=${t('catalogues.none.text')} />`}<//></div>`;
  }
}

class One extends Component {
  state = {};
  componentWillUnmount() {
    clearTimeout(this.timer);
  }
  // look asks again while the job is under way, and shows the last answer meanwhile.
  look(job) {
    clearTimeout(this.timer);
    if (!ended.has(job.state)) this.timer = setTimeout(() => forget('catalogue:'), often);
  }
  async cancel(id) {
    try {
      await call('DELETE', path(id), { as: 'seller' });
      forget('catalogue');
    } catch (error) {
      this.setState({ error });
    }
  }
  render({ id }, { error }) {
    const job = use('catalogue:' + id, () => get(path(id), null, 'seller'), 'catalogue:' + id);
    if (job.state === 'ok') this.look(job.value);
    return html`<div class="stack"><p><a href=${link(['sellers', 'catalogues'])}>${t('catalogues')}</a></p>
      <${Loaded} of=${job.state === 'again' ? { ...job, state: 'ok' } : job} lines=${8}
      again=${() => forget('catalogue:')}>${j => html`<div class="stack"><section class="card stack"><div class="title">
        <div><h3>${j.filename}</h3><p class="quiet">${[t('as.of', { day: day(j.as_of) }),
          ...j.channels.map(c => word('channel', c))].join(' · ')}</p></div>
        <span class=${'stamp ' + j.state}>${word('job', j.state)}</span></div>
        <${Progress} of=${j} cancel=${() => this.cancel(id)} />
        ${j.failure && html`<p class="trouble" role="alert">${said(j.failure.text)}</p>`}
        ${error && html`<${Trouble} error=${error} />`}
        ${j.results.length > 0 && html`<div class="toolbar">${j.results.map(r => r.url && html`<a class="button go"
          href=${r.url} download><${Icon} name="save" />${t('catalogue.result', { x: r.format.toUpperCase() })}</a>`)}
          <span class="quiet">${t('catalogue.kept', { day: day(j.expires_at) })}</span></div>`}</section>
      ${j.counts && j.counts.rows > 0 && html`<${Counts} of=${j} />`}
      ${j.state === 'done' && html`<${Useful} view="catalogue" />`}</div>`}<//></div>`;
  }
}

function Progress({ of: j, cancel }) {
  if (ended.has(j.state)) return null;
  const p = j.progress;
  return html`<div class="toolbar" role="status">
    <progress max=${p.rows_expected || 1} value=${p.rows_expected ? p.rows : null} aria-label=${t('file.progress')}>
    </progress><span>${t('catalogue.rows.done', { n: count(p.rows) })} ${p.seconds_left > 0 ? t('catalogue.left',
      { n: count(p.seconds_left) }) : ''}</span>
    <button type="button" onclick=${cancel}>${t('cancel')}</button></div>`;
}

// listName names a list with its edition: cbec-retail-import@2022.
function listName(text) {
  const [list, edition] = text.split('@');
  return [word('list', list), edition].filter(Boolean).join(' ');
}

// Counts shows what the rows came to: verdicts, what stands in the way, and which
// answers or lists would settle most rows.
function Counts({ of: { counts: c, settled_by: settled = [], columns, ignored } }) {
  const reasons = {};
  for (const side of Object.values(c.channels))
    for (const [code, n] of Object.entries(side.reasons)) reasons[code] = Math.max(reasons[code] || 0, n);
  const most = Object.entries(reasons)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8);
  return html`<dl class="counts"><div><dt>${t('catalogue.rows')}</dt><dd>${count(c.rows)}</dd></div>
      <div><dt>${t('catalogue.decided')}</dt><dd>${count(c.decided)}</dd></div>
      <div><dt>${t('catalogue.problems')}</dt><dd>${count(c.with_problems)}</dd></div>
      <div><dt>${t('catalogue.unnamed')}</dt><dd>${count(c.without_code)}</dd></div></dl>
    <div class="charts">
      <${Stacked} title=${t('chart.verdicts', { n: count(c.decided) })} rows=${Object.entries(c.channels).map(
        ([id, side]) => ({ name: word('channel', id), counts: side.verdicts }))} />
      ${settled.length > 0 && html`<${Bars} title=${t('chart.settle')} of=${c.rows} long=${true} rows=${settled.map(s => ({
        name: s.list ? t('chart.settle.list', { list: listName(s.list) }) : said(s.question) || word('fact', s.fact),
        n: s.answers }))} />`}
      ${most.length > 0 && html`<${Bars} title=${t('chart.reasons')} of=${c.rows}
        rows=${most.map(([code, n]) => ({ name: word('reason', code), n }))} />`}
      ${Object.keys(c.problems).length > 0 && html`<${Bars} title=${t('chart.problems')} of=${c.rows} tone="no"
        rows=${Object.entries(c.problems).map(([code, n]) => ({ name: word('problem', code), n }))} />`}</div>
    <section class="card"><h3>${t('catalogue.columns')}</h3><div class="scroll"><table><thead><tr><th scope="col">
      ${t('column')}</th><th scope="col">${t('catalogue.heading')}</th><th scope="col">${t('catalogue.means')}</th></tr>
      </thead><tbody>${columns.map(x => html`<tr><td>${x.column}</td><td>${x.heading}</td><td>
      ${has('col.' + x.field) ? t('col.' + x.field) : word('fact', x.field)}</td></tr>`)}</tbody></table></div>
      ${ignored.length > 0 && html`<p class="quiet">${t('catalogue.ignored')} ${ignored.join(' · ')}</p>`}</section>`;
}

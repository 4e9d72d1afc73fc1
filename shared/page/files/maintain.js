// For maintainers of the lists: bring an annex in, review what it changes, put it
// in force, take it back; what was done, and what is due.
import { html, use, forget, Component } from './view.js';
import { here, link, go } from './address.js';
import { t, word, said, count, moment, today } from './text.js';
import { all, call, get, post } from './api.js';
import { token, who, signOut } from './session.js';
import { draft, type, clear } from './draft.js';
import { Loaded, Empty, Trouble, Tabs, Coverage, Drop, Code, tell } from './parts.js';
import { Bars } from './charts.js';
import { SignIn } from './sign-in.js';
import { DiffBody } from './lookup.js';

export function Maintain({ path }) {
  if (!token('maintainer')) return html`<${SignIn} scope="maintainer" />`;
  const at = ['bring', 'readers'].includes(path[1]) ? path[1] : 'due';
  return html`<div><div class="title"><h2>${t('tab.maintain')}</h2><p class="quiet">
    ${t('signed.in.as', { who: who('maintainer') })} <button type="button" class="chip"
    onclick=${() => signOut('maintainer')}>${t('sign.out')}</button></p></div>
    <${Tabs} label=${t('tab.maintain')} at=${path[2] ? '' : at} items=${[
      { id: 'due', to: ['maintain'], text: t('due') },
      { id: 'bring', to: ['maintain', 'bring'], text: t('bring') },
      { id: 'readers', to: ['maintain', 'readers'], text: t('readers') },
    ]} />
    ${at === 'bring' ? html`<${Bring} />` : at === 'readers' ? html`<${Readers} />` : path[2] ? html`<${Import} list=${path[1]} id=${path[2]} />`
      : path[1] ? html`<${Imports} list=${path[1]} />` : html`<${Due} />`}</div>`;
}

const inForce = (l, on) =>
  l.editions.filter(e => e.effective_from && e.effective_from <= on && (!e.superseded_on || on < e.superseded_on));

// Jobs are what is being decided again after a publication, and what could not be.
function Jobs() {
  const jobs = use('jobs', () => get('/v1/redecisions', null, 'maintainer'));
  if (!jobs.value?.items.length) return null;
  return html`<section class="card"><h3>${t('jobs')}</h3><div class="scroll"><table><thead><tr><th scope="col">${t('list')}
    </th><th scope="col">${t('state')}</th><th scope="col" class="n">${t('jobs.examined')}</th><th scope="col" class="n">
    ${t('jobs.changed')}</th><th scope="col" class="n">${t('jobs.failed')}</th><th scope="col">${t('jobs.why')}</th></tr>
    </thead><tbody>${jobs.value.items.map(j => html`<tr key=${j.id}><td>${word('list', j.list)} ${j.edition}</td><td>
      ${t('redecision.' + j.state)}</td><td class="n">${count(j.examined)}</td><td class="n">${count(j.changed)}</td>
      <td class=${'n' + (j.failed ? ' wrong' : '')}>${count(j.failed)}</td><td>${j.failures.slice(0, 5).map(f => html`<div>
        <code>${f.submission.slice(0, 10)}…</code> ${word('failure', f.why)}</div>`)}
        ${j.retry_at && html`<span class="quiet">${t('jobs.retry', { at: moment(j.retry_at) })}</span>`}</td>
      </tr>`)}</tbody></table></div></section>`;
}

// Due: the lists that are held in part, drafts that wait, and what is coming up.
function Due() {
  const lists = use('lists', () => get('/v1/lists'));
  const ready = use('readyz', () => get('/readyz'));
  const drafts = use('imports:drafts', async () => {
    const ids = (await get('/v1/lists')).items.map(l => l.id).filter(id => !fixed.includes(id));
    const pages = await Promise.all(ids.map(id => get(`/v1/lists/${id}/imports`, { limit: 20 }, 'maintainer')));
    return pages.flatMap(p => p.items).filter(i => i.state === 'draft');
  });
  return html`<${Loaded} of=${lists} lines=${8} again=${() => forget('lists')}>${ls =>
    html`<div class="stack"><${Jobs} />${ls.items
      .filter(l => l.id !== 'cn-services-law')
      .map(l => {
        const now = inForce(l, today());
        const due = now.filter(e => e.coverage === 'partial');
        const next = (ready.value?.due || []).filter(x => x.list === l.id);
        const waiting = (drafts.value || []).filter(i => i.list === l.id);
        return html`<section class="card"><div class="title"><h3>${said(l.title)}</h3>
          ${!fixed.includes(l.id) && html`<p><a href=${link(['maintain', l.id])}>${t('imports')}</a></p>`}</div>
      ${now.map(e => html`<p>${e.id} · <span lang="zh-CN">${e.document}</span> <${Coverage} of=${e} /></p>`)}
      ${due.map(e => html`<p class="due">${t('due.annex', { doc: e.document, n: count(e.stated_rows ||
        0), m: count(e.rows) })} <a class="button" href=${link(['maintain', 'bring'], { list: l.id,
        edition: e.id })}>${t('bring')}</a></p>`)}
      ${next.map(x => html`<p class="due">${said(x.text)} <a class="button" href=${link(['maintain', 'bring'], { list: l.id,
        edition: x.next_from.slice(0, 4), effective: x.next_from })}>${t('bring')}</a></p>`)}
      ${waiting.map(i => html`<p class="due">${t('due.draft', { edition: i.edition, file: i.file.name })} <a class="button"
        href=${link(['maintain', l.id, i.id])}>${t('due.review')}</a></p>`)}
      ${!due.length && !next.length && !waiting.length && html`<p class="quiet">${t('due.none')}</p>`}</section>`;
      })}</div>`}<//>`;
}

const fields = [
  ...['effective', 'superseded', 'stated', 'counts', 'document', 'amends', 'source', 'published'],
  ...['title_zh', 'title_en', 'issuer_zh', 'issuer_en', 'sheet', 'columns', 'first_row', 'manual'],
];
const choices = ['manual_all', 'unknown_codes', 'partial'];

// The findings that a maintainer can accept.
const findings = [
  ...['editions_overlap', 'days_uncovered', 'document_used', 'rows_jump', 'coverage_falls', 'content_unread'],
  ...['title_contradicts', 'rows_lost', 'rates_unreadable', 'conditions_absent'],
];
const fixed = ['cn-services-law']; // takes no imports

let held = { file: null }; // the file stays between two views

class Bring extends Component {
  state = {};
  async send() {
    const d = draft('bring'),
      q = here().query;
    this.setState({ busy: true, error: null });
    try {
      const list = d.list || q.list || 'cbec-retail-import';
      const query = { edition: d.edition ?? q.edition, filename: held.file.name };
      for (const f of fields) query[f] = d[f] ?? q[f]; // what is seen is sent; blanks are left out
      for (const c of choices) if (d[c]) query[c] = true;
      const accepted = findings.filter(f => d['accept.' + f]);
      if (accepted.length) query.accept = accepted.join(',');
      const made = await call('POST', `/v1/lists/${encodeURIComponent(list)}/imports`, {
        query,
        raw: held.file,
        as: 'maintainer',
        wait: 60000,
      });
      clear('bring');
      held.file = null;
      forget('imports');
      go(['maintain', list, made.id], {});
    } catch (error) {
      this.setState({ busy: false, error, tried: true });
    }
  }
  render(_, { busy, error, tried }) {
    const d = draft('bring'),
      q = here().query;
    const lists = use('lists', () => get('/v1/lists'));
    const list = d.list || q.list || 'cbec-retail-import';
    const text = (name, more = {}) =>
      html`<div class="field"><label for=${'b-' + name}>${t('bring.' + name)}</label>
        <input id=${'b-' + name} value=${d[name] ?? q[name] ?? ''}
        oninput=${e => type('bring', { [name]: e.target.value })} ...${more} /></div>`;
    const tick = (name, label) =>
      html`<label class="tickbox"><input type="checkbox" checked=${Boolean(d[name])}
        onchange=${e => type('bring', { [name]: e.target.checked })} /><span>${label}</span></label>`;
    const take = file => {
      held.file = file;
      this.setState({ error: null });
    };
    return html`<form class="card stack" onsubmit=${e => {
      e.preventDefault();
      if (held.file) this.send();
    }}><p class="quiet lead">${t('bring.text')}</p>
      <${Drop} accept=".xlsx,.csv,.html,.htm,.docx,.pdf,.zip" text=${held.file ? held.file.name : t('bring.drop')}
        take=${take} />
      <div class="row second"><div class="field"><label for="b-list">${t('list')}</label>
        <select id="b-list" value=${list} onchange=${e => type('bring', { list: e.target.value })}>
        ${(lists.value?.items || []).filter(l => !fixed.includes(l.id)).map(l =>
        html`<option value=${l.id}>${word('list', l.id)}</option>`)}</select></div>
        ${text('edition', { required: true, pattern: '[A-Za-z0-9._\\-]+', maxlength: 64 })}
          ${text('amends', { placeholder: t('bring.amends.blank') })}</div>
      <details open=${Boolean(q.effective)}><summary>${t('bring.more')}</summary><div class="row second">${text('effective', { type: 'date' })}
        ${text('superseded', { type: 'date' })}${text('stated', { inputmode: 'numeric', pattern: '[0-9]+' })}
        <div class="field"><label for="b-counts">${t('bring.counts')}</label><select id="b-counts" value=${d.counts || ''}
          onchange=${e => type('bring', { counts: e.target.value })}><option value="">${t('bring.counts.held')}</option>
          ${['rows', 'kinds', 'lines'].map(v => html`<option value=${v}>${t('bring.counts.' + v)}</option>`)}</select></div>
        ${text('document')}${text('source')}${text('published')}${text('title_zh')}${text('title_en')}
        ${text('issuer_zh')}${text('issuer_en')}</div></details>
      <details><summary>${t('bring.layout')}</summary><div class="row second">${text('sheet')}
        ${text('columns', { placeholder: '税则号列=B,货品名称=C,备注=E' })}
        ${text('first_row', { inputmode: 'numeric', pattern: '[0-9]+' })}${text('manual')}</div></details>
      <details open=${Boolean(tried)}><summary>${t('bring.accept')}</summary><div class="ticks">
        ${tick('partial', t('bring.partial'))}${tick('unknown_codes', t('bring.unknown_codes'))}
        ${tick('manual_all', t('bring.manual_all'))}${findings.map(f => tick('accept.' + f, t('finding.' + f)))}
        </div></details>
      ${error && html`<${Refused} error=${error} again=${() => this.send()} />`}
      <button class="go" type="submit" disabled=${busy || !held.file}>${busy ? t('bring.reading') : t('bring.go')}
        </button></form>`;
  }
}

// Refused shows each problem with its place in the file.
function Refused({ error, again }) {
  const r = error.problem?.report,
    problems = r?.problems || [];
  if (!problems.length) return html`<${Trouble} error=${error} again=${again} />`;
  return html`<div class="trouble" role="alert"><h3>${error.problem.title}</h3><p>
    ${t('bring.problems', { n: problems.length })}</p><${Places} of=${problems} /></div>`;
}

const Places = ({
  of: list,
}) => html`<div class="scroll"><table><thead><tr><th scope="col">${t('file')}</th><th scope="col">${t('row')}</th>
  <th scope="col">${t('column')}</th><th scope="col">${t('problem')}</th></tr></thead>
  <tbody>${list.map(p => html`<tr><td>${p.file || ''}${p.sheet ? ' · ' + p.sheet : ''}</td><td class="n">
    ${p.row ?? ''}</td><td lang="zh-CN">${p.column || ''}</td><td>${said(p.text)}</td></tr>`)}</tbody></table></div>`;

function Imports({ list }) {
  const all = use('imports:' + list, () =>
    get(`/v1/lists/${encodeURIComponent(list)}/imports`, { limit: 50 }, 'maintainer'),
  );
  return html`<div class="stack"><h3>${word('list', list)}</h3>
    <${Loaded} of=${all} lines=${5} again=${() => forget('imports')}>${a =>
    a.items.length
      ? html`<div class="card scroll"><table><thead><tr><th scope="col">${t('edition')}</th><th scope="col">
        ${t('file')}</th><th scope="col">${t('state')}</th><th scope="col">${t('coverage')}</th><th scope="col">
        ${t('brought')}</th></tr></thead>
    <tbody>${a.items.map(i => html`<tr key=${i.id}><td><a href=${link(['maintain', list, i.id])}>${i.edition}</a>
      </td><td>${i.file.name}</td><td>${word('state', i.state)}</td><td><${Coverage} of=${i} /></td>
      <td class="quiet">${moment(i.imported_at)}, ${i.imported_by}</td></tr>`)}</tbody></table></div>`
      : html`<${Empty} title=${t('imports.none')} text=${t('imports.none.text')}>
        <a class="button go" href=${link(['maintain', 'bring'], { list })}>${t('bring')}</a><//>`}<//></div>`;
}

class Import extends Component {
  state = {};
  async act(name, f) {
    this.setState({ busy: name, error: null });
    try {
      await f();
      forget('import');
      forget('list');
      this.setState({ busy: '' });
    } catch (error) {
      forget('import');
      this.setState({ busy: '', error });
    }
  }
  render({ list, id }, { busy, error, why, taken = [] }) {
    const path = `/v1/lists/${encodeURIComponent(list)}/imports/${encodeURIComponent(id)}`;
    const imp = use('import:' + id, () => get(path, null, 'maintainer'));
    const diff = use('import:diff:' + id, () => get(path + '/diff', null, 'maintainer'));
    return html`<${Loaded} of=${imp} lines=${8} again=${() => forget('import')}>${i => html`<div class="stack">
      <p class="crumbs"><a href=${link(['maintain'])}>${t('due')}</a><a href=${link(['maintain', list])}>
        ${word('list', list)}</a></p>
      <section class="card stack"><div class="title"><div><h3>${said(i.title)} · ${i.edition}</h3><p class="quiet">
        <span lang="zh-CN">${i.document}</span> · ${i.file.name} · <${Coverage} of=${i} /></p></div>
        <span class=${'stamp ' + i.state}>${word('state', i.state)}</span></div>
        <p class="quiet">${t('brought.in', { who: i.imported_by, at: moment(i.imported_at), file: i.file.name })}
          ${i.published_at ? ' · ' + t('published.by', { who: i.published_by, at: moment(i.published_at) }) : ''}
          ${i.withdrawn_at ? ' · ' + t('withdrawn.by', { who: i.withdrawn_by,
          at: moment(i.withdrawn_at) }) + (i.withdrawn_why ? ': ' + i.withdrawn_why : '') : ''}</p>
        ${i.findings.length > 0 && html`<ul class="findings">
          ${i.findings.map(f => html`<li class=${f.problem && !f.accepted ? 'stops' : ''}><b>
          ${f.problem ? (f.accepted ? t('finding.accepted') : t('finding.stops')) : t('finding.note')}
          </b> ${said(f.text)} ${i.state === 'draft' && f.problem && !f.accepted && findings.includes(f.code) && html`<label
            class="tickbox"><input type="checkbox" checked=${taken.includes(f.code)} onchange=${e => this.setState({
            taken: e.target.checked ? [...taken, f.code] : taken.filter(c => c !== f.code) })} /><span>
            ${t('finding.accept')}</span></label>`}</li>`)}</ul>`}
        ${i.report?.notes?.length > 0 && html`<details><summary>${t('report.notes', { n: i.report.notes.length })}
          </summary><${Places} of=${i.report.notes} /></details>`}
        <p>${t('reaches', { n: (i.reach.at_least ? '≥ ' : '') + count(i.reach.submissions) })}</p>
        ${error && html`<${Trouble} error=${error} />`}
        ${
          i.state === 'draft' &&
          html`<div class="toolbar"><button class="go" type="button" disabled=${Boolean(busy) ||
            diff.state !== 'ok'} onclick=${() =>
            this.act('publish', async () => {
              const body = { diff_hash: diff.value.diff_hash, ...(taken.length && { accept: taken.join() }) };
              await post(path + '/publish', body, { as: 'maintainer', wait: 60000 });
              tell(t('published.done'));
            })}>${t('publish')}</button><span class="quiet">${t('publish.text')}</span></div>`
        }
        ${
          i.state !== 'withdrawn' &&
          html`<form class="toolbar" onsubmit=${e => {
            e.preventDefault();
            if (confirm(t('withdraw.sure')))
              this.act('withdraw', async () => {
                await call('DELETE', path, { query: { why: why }, as: 'maintainer' });
                tell(t('withdrawn.done'));
              });
          }}><div class="field"><label for="why">${t('withdraw.why')}</label>
            <input id="why" maxlength="500" value=${why || ''}
            oninput=${e => this.setState({ why: e.target.value })} /></div>
            <button class="danger" type="submit" disabled=${Boolean(busy)}>${t('withdraw')}</button></form>`
        }
      </section><h3>${t('diff.what')}</h3><${Loaded} of=${diff} lines=${5} again=${() => forget('import:diff')}>
        ${x => html`<${DiffBody} of=${x} list=${list} />`}<//></div>`}<//>`;
  }
}

// Readers: what they said of answers, by what was amiss and about what.
function Readers() {
  const said = use('readers', () => all('/v1/feedback', null, 'maintainer', 5));
  const tally = (items, of) => {
    const counts = new Map();
    for (const x of items) if (of(x)) counts.set(of(x), (counts.get(of(x)) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 8);
  };
  return html`<${Loaded} of=${said} lines=${6} again=${() => forget('readers')}>${({ items, more }) => {
    if (!items.length) return html`<${Empty} title=${t('readers.none')} text=${t('readers.none.text')} />`;
    const not = items.filter(x => !x.useful);
    return html`<div class="stack"><p class="quiet">${t('readers.text', { n: count(items.length),
      m: count(items.length - not.length) })} ${more && t('readers.more')}</p><div class="charts">
      <${Bars} title=${t('readers.amiss')} of=${not.length} none=${t('due.none')}
        rows=${tally(not, x => x.amiss && t('amiss.' + x.amiss)).map(([name, n]) => ({ name, n }))} />
      <${Bars} title=${t('readers.about')} of=${not.length} none=${t('due.none')}
        rows=${tally(not, x => x.subject).map(([name, n]) => ({ name, n }))} /></div>
      <div class="card scroll"><table><thead><tr><th scope="col">${t('readers.when')}</th><th scope="col">
      ${t('readers.view')}</th><th scope="col">${t('readers.subject')}</th><th scope="col">${t('useful.short')}</th>
      </tr></thead><tbody>${items.slice(0, 100).map(x => html`<tr key=${x.id}><td class="quiet">
      ${moment(x.created_at)}</td><td>${t('view.' + x.view)}</td><td>${x.subject && html`<${Code} code=${x.subject} />`}
      </td><td>${x.useful ? t('yes') : t('no')} ${x.amiss && html`<span class="quiet">${t('amiss.' + x.amiss)}</span>`}
      </td></tr>`)}</tbody></table></div></div>`;
  }}<//>`;
}

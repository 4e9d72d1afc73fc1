// For sellers: submit, follow, answer open questions later, be told of changes.
import { html, use, forget, Component } from './view.js';
import { here, go, link } from './address.js';
import { t, word, moment, day, today, count, named } from './text.js';
import { call, get, post } from './api.js';
import { draft, type, clear } from './draft.js';
import { token, who, signOut } from './session.js';
import { request, query, fieldOf, key } from './question.js';
import * as service from './services.js';
import { Decision, bits } from './decision.js';
import { Loaded, Empty, Trouble, Tabs, Verdict, Code, tell } from './parts.js';
import { SignIn } from './sign-in.js';
import { complete, whole } from './whole.js';
import { Webhooks } from './webhooks.js';
import { Catalogues } from './catalogues.js';
import { Stacked, Bars } from './charts.js';

export function Sellers({ path }) {
  if (!token('seller')) return html`<${SignIn} scope="seller" />`;
  const at = ['new', 'catalogues', 'changes', 'webhooks'].includes(path[1]) ? path[1] : 'all';
  return html`<div><div class="title"><h2>${t('sellers')}</h2><p class="quiet">
    ${t('signed.in.as', { who: who('seller') })} <button type="button" class="chip"
    onclick=${() => signOut('seller')}>${t('sign.out')}</button></p></div>
    <${Tabs} label=${t('sellers')} at=${at} items=${[
      { id: 'all', to: ['sellers'], text: t('submissions') },
      { id: 'new', to: ['sellers', 'new'], text: t('submit.new') },
      { id: 'catalogues', to: ['sellers', 'catalogues'], text: t('catalogues') },
      { id: 'changes', to: ['sellers', 'changes'], text: t('changes') },
      { id: 'webhooks', to: ['sellers', 'webhooks'], text: t('webhooks') },
    ]} />
    ${at === 'new' ? html`<${New} />` : at === 'webhooks' ? html`<${Webhooks} id=${path[2]} />`
      : at === 'catalogues' ? html`<${Catalogues} id=${path[2]} key=${path[2] || ''} />` : at === 'changes' ?
      html`<${Changes} />` : path[1] ? html`<${Submission} id=${path[1]} />` : html`<${All} />`}</div>`;
}

const newKey = () => crypto.randomUUID();

// submit keeps the key until there is an answer, so that a request whose answer was
// lost is not made twice.
async function submit(body) {
  const mark = 'key.' + key(body);
  const k = sessionStorage.getItem(mark) || newKey();
  sessionStorage.setItem(mark, k);
  const made = await post('/v1/submissions', body, { as: 'seller', headers: { 'Idempotency-Key': k } });
  sessionStorage.removeItem(mark);
  forget('submissions');
  return made;
}

const most = 100; // submissions in a batch

// submitMany submits a batch after the other while `going`, and tells of each
// submission what became of it: nothing, or a problem. An item keeps its key until
// there is an answer, so that none is made twice.
export async function submitMany(bodies, each, going) {
  for (let from = 0; from < bodies.length && going(); from += most) {
    const part = bodies.slice(from, from + most);
    const keys = part.map(body => {
      const mark = 'key.' + key(body);
      const k = sessionStorage.getItem(mark) || newKey();
      sessionStorage.setItem(mark, k);
      return { mark, k };
    });
    const items = part.map((submission, i) => ({ idempotency_key: keys[i].k, submission }));
    const a = await post('/v1/submissions/batch', { items }, { as: 'seller', wait: 60000 });
    a.items.forEach((x, i) => {
      if (x.submission || x.problem.status < 500) sessionStorage.removeItem(keys[i].mark);
      each(from + i, x.problem);
    });
  }
  forget('submissions');
}

class New extends Component {
  state = {};
  async send(body) {
    this.setState({ busy: true, error: null });
    try {
      const s = await submit(body);
      clear('new');
      go(['sellers', s.id], {});
    } catch (error) {
      this.setState({ busy: false, error });
    }
  }
  render(_, { busy, error }) {
    const q = { ...here().query, ...draft('new') };
    const service = q.kind === 'service';
    const body = service
      ? {
          kind: 'service',
          sector: q.code ? { code: q.code, ...(q.system && { system: q.system }) } : { text: q.q },
          ...(q.mode && { mode: Number(q.mode) }),
          ...(q.home && { provider: { home: q.home } }),
          ...(q.ref && { ref: q.ref }),
        }
      : request({ ...q, code: (q.code || '').replace(/[.\s]/g, '') });
    if (!q.day) delete body.as_of;
    else body.as_of = q.day;
    const field = (name, label, more = {}) =>
      html`<div class="field"><label for=${'new-' + name}>${label}</label>
        <input id=${'new-' + name} value=${q[name] || ''}
        oninput=${e => type('new', { [name]: e.target.value.trim() })} ...${more} /></div>`;
    return html`<form class="card stack" onsubmit=${e => {
      e.preventDefault();
      this.send(body);
    }}>
      <p class="quiet lead">${t('submit.text')}</p>
      <div class="row second">${field('code', service ? t('sector.code') : t('code'), { required: !q.q })}
        ${!service && field('q', t('name'), { maxlength: 500 })}${field('ref', t('ref'), { maxlength: 128 })}
        ${!service && [field('origin', t('origin'), { maxlength: 2, pattern: '[A-Za-z]{2}', placeholder: 'NZ' }),
          field('price', t('price'), { inputmode: 'decimal' }), field('qty', t('quantity'),
          { inputmode: 'numeric' })]}
        <div class="field"><label for="new-day">${t('day')}</label>
          <input id="new-day" type="date" value=${q.day || today()}
          onchange=${e => type('new', { day: e.target.value })} /></div></div>
      ${service && q.q && html`<p class="quiet">${t('you.wrote', { q: q.q })}</p>`}
      ${error && html`<${Trouble} error=${error} again=${() => this.send(body)} />`}
      <div class="toolbar"><button class="go" type="submit" disabled=${busy}>${t('submit')}</button>
        <a class="button" href=${link(['file'])}>${t('submit.many')}</a></div></form>`;
  }
}

const verdicts = ['eligible', 'conditional', 'undetermined', 'ineligible'];
const channels = ['general_trade', 'cbec_bonded', 'cbec_direct', 'yiwu_pilot'];

class All extends Component {
  state = { pages: 1 };
  render(_, { pages }) {
    const q = here().query;
    const loads = [];
    for (let i = 0, cursor; i < pages; i++) {
      const c = cursor;
      const page = use(`submissions:${q.verdict || ''}:${q.channel || ''}:${q.ref || ''}:${c || ''}`, () =>
        get(
          '/v1/submissions',
          { verdict: q.verdict, channel: q.channel, ref: q.ref, limit: 30, cursor: c },
          'seller',
        ),
      );
      loads.push(page);
      if (page.state !== 'ok' || !page.value.next_cursor) break;
      cursor = page.value.next_cursor;
    }
    const last = loads.at(-1),
      items = loads.flatMap(p => p.value?.items || []);
    const filtered = q.verdict || q.channel || q.ref;
    const pick = (name, values, label, kind) =>
      html`<div class="field"><label for=${'by-' + name}>${label}</label>
        <select id=${'by-' + name} value=${q[name] || ''} onchange=${e => go(['sellers'], { ...q,
        [name]: e.target.value })}><option value="">${t('all')}</option>${values.map(v => html`<option value=${v}>
        ${word(kind, v)}</option>`)}</select></div>`;
    if (last.state === 'ok' && !items.length && !filtered)
      return html`<${Empty} title=${t('submissions.none')} text=${t('submissions.none.text')}>
        <a class="button go" href=${link(['check'])}>${t('tab.check')}</a><//>`;
    return html`<div class="stack"><${Charts} items=${items} />
      <div class="toolbar">${pick('verdict', verdicts, t('verdict'), 'verdict')}
        ${pick('channel', [...channels, 'national', 'ftz', 'hainan'], t('channel'), 'channel')}
        <form class="field" onsubmit=${e => {
          e.preventDefault();
          go(['sellers'], { ...q, ref: e.target.elements[0].value.trim() });
        }}><label for="by-ref">${t('ref')}</label><input id="by-ref" type="search" value=${q.ref || ''} /></form>
          </div>
      ${
        items.length > 0 &&
        html`<div class="card scroll"><table class="grid"><thead><tr><th scope="col">${t('ref')}</th>
          <th scope="col">${t('what')}</th>${channels.map(c => html`<th scope="col">
          ${word('channel', c)}</th>`)}<th scope="col">${t('decided')}</th></tr></thead>
        <tbody>${items.map(
          s => html`<tr key=${s.id}><td><a href=${link(['sellers', s.id])}>${s.ref || s.id.slice(0, 8)}</a></td><td>
            ${s.hs_code ? html`<${Code} code=${s.hs_code} />` : html`<span class="code">
            ${s.sector?.code || s.sector?.text || s.name}</span>`}</td>
          ${s.kind === 'service' ? html`<td colspan="4">
            ${Object.entries(s.verdicts).map(([p, v]) => html`<span class="pair">
            ${word('place', p)} <${Verdict} verdict=${v} /></span> `)}</td>` : channels.map(c => html`<td>
            ${s.verdicts[c] && html`<${Verdict} verdict=${s.verdicts[c]} />`}</td>`)}
          <td class="quiet">${moment(s.updated_at)} ${s.decision_failed && html`<span class="pill wrong"
            title=${stale(s.decision_failed)}>${t('stale')}</span>`}</td></tr>`,
        )}</tbody></table></div>`
      }
      ${last.state === 'ok' && !items.length && html`<${Empty} title=${t('rows.none')} text=${t('filter.none')} />`}
      ${last.state !== 'ok' && html`<${Loaded} of=${last} lines=${5} again=${() => forget('submissions')}>
        ${() => ''}<//>`}
      ${last.value?.next_cursor && html`<button type="button" onclick=${() => this.setState({ pages: pages + 1 })}>
        ${t('more')}</button>`}</div>`;
  }
}

// stale says that an answer is of before a list changed, and why it could not be decided again.
const stale = f =>
  t('stale.text', { list: word('list', f.list), since: moment(f.since), why: word('failure', f.why) });

// Charts: verdicts by channel, and what stands in the way most often.
function Charts({ items }) {
  const goods = items.filter(s => s.kind !== 'service');
  const newest = items.slice(0, 30);
  const whys = use('submissions:why:' + newest.map(s => s.id + s.updated_at).join(), () => tallied(newest));
  if (!items.length) return null;
  const counts = c => Object.fromEntries(verdicts.map(v => [v, goods.filter(s => s.verdicts[c] === v).length]));
  return html`<div class="charts">
    ${goods.length > 0 && html`<${Stacked} title=${t('chart.verdicts', { n: count(goods.length) })}
      rows=${channels.map(c => ({ name: word('channel', c), counts: counts(c) }))} />`}
    ${whys.state === 'ok' ? html`<${Bars} title=${t('chart.why', { n: newest.length })} of=${newest.length}
      rows=${whys.value.map(([code, n]) => ({ name: word('reason', code), n }))} />` : html`<figure class="card">
      <figcaption>${t('chart.why', { n: newest.length })}</figcaption><${Loaded} of=${whys} lines=${4}>${() => ''}<//>
      </figure>`}</div>`;
}

// tallied counts in how many submissions each reason stands in the way.
async function tallied(submissions) {
  const tally = new Map();
  const queue = [...submissions];
  const work = async () => {
    for (let s; (s = queue.shift());) {
      const full = await get('/v1/submissions/' + s.id, { view: 'full' }, 'seller');
      whole(full.decision.body);
      const sides = (full.decision.body.channels || full.decision.body.places).map(bits);
      const codes = new Set(sides.flatMap(b => [...b.bars, ...b.asks, ...b.lists].map(r => r.code)));
      for (const code of codes) tally.set(code, (tally.get(code) || 0) + 1);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return [...tally].sort((a, b) => b[1] - a[1]).slice(0, 8);
}

// A patch holds what was answered, and nothing else.
function goodsPatch(answers) {
  const body = request(answers);
  delete body.item.hs_code;
  if (!Object.keys(body.item).length) delete body.item;
  return body;
}

function servicePatch(answers) {
  const body = service.request(answers);
  if (!answers.code) delete body.sector;
  return body;
}

class Submission extends Component {
  state = { answers: {}, error: null };
  save(s, more = {}) {
    const body = s.kind === 'service' ? servicePatch(this.state.answers) : goodsPatch(this.state.answers);
    return this.tell(s, more.item ? { ...body, item: { ...body.item, ...more.item } } : { ...body, ...more });
  }
  // choose takes one of the candidates, with what was answered. A code under the submission's own is
  // told of it; another code or sector is another question, and is asked as a check.
  choose(s, c) {
    const { answers } = this.state;
    const r = s.request;
    if (s.kind === 'service') {
      const { system, code } = c;
      if (code.startsWith(s.sector.code || '')) return this.save(s, { sector: { system, code } });
      return go(['services'], { ...service.query(r), ...answers, code, system: system === 'gbt4754' ? '' : system, day: s.as_of });
    }
    if (c.hs_code.startsWith(s.hs_code || '')) return this.save(s, { item: { hs_code: c.hs_code } });
    go(['check'], { ...query(r), ...answers, q: r.item.name || c.hs_code, code: c.hs_code, day: s.as_of });
  }
  async tell(s, body) {
    this.setState({ busy: true, error: null, again: () => this.tell(s, body) });
    try {
      await call('PATCH', '/v1/submissions/' + s.id, { body, as: 'seller' });
      forget('submission');
      this.setState({ answers: {}, busy: false });
      tell(t('answers.saved'));
    } catch (error) {
      this.setState({ busy: false, error });
    }
  }
  render({ id }, { answers, busy, error, again }) {
    const s = use('submission:' + id, async () => {
      const x = await get('/v1/submissions/' + encodeURIComponent(id), { view: 'full' }, 'seller');
      await complete(x.decision.body);
      return x;
    });
    const pending = Object.keys(answers).length;
    return html`<${Loaded} of=${s} lines=${8} again=${() => forget('submission:')}>${x => {
      const d = x.decision.body,
        [told, field] = x.kind === 'service' ? [service.query(x.request), service.fieldOf] : [query(x.request), fieldOf];
      const item = d.item || d.sector;
      const ctx = {
        asOf: d.as_of,
        sources: d.sources || [],
        code: x.hs_code,
        answers: m => answers[field(m)] ?? told[field(m)] ?? '',
        set: (m, v) => this.setState({ answers: { ...answers, [field(m)]: v } }),
        choose: c => this.choose(x, c),
      };
      return html`<div><header class="subject"><div><p class="overline">${x.ref && html`<b>
        ${x.ref}</b> · `}${x.hs_code ? html`<${Code} code=${x.hs_code} />`
        : item.code || t('code.none')} · ${t('as.of', { day: day(x.as_of) })}</p><h2>${named(item) || item.text || item.code || x.name}</h2>
          <p class="quiet">${t('decided.at', { at: moment(x.decision.decided_at), n: x.decision.seq })}</p></div>
        <div class="tools">${x.kind !== 'service' && html`<a class="button" href=${link(['check'], { ...told,
          day: d.as_of })}>${t('open.as.check')}</a>`}</div></header>
        ${pending > 0 && html`<div class="notice sticky" role="status">
          ${t('answers.pending', { n: pending })} <button class="go" type="button" disabled=${busy}
          onclick=${() => this.save(x)}>${t('answers.save')}</button> <button type="button"
          onclick=${() => this.setState({ answers: {} })}>${t('cancel')}</button></div>`}
        ${error && html`<${Trouble} error=${error} again=${again} />`}
        ${x.decision_failed && html`<p class="notice" role="status">${stale(x.decision_failed)}</p>`}
        <${History} id=${id} /><${Decision} of=${d} ctx=${ctx} /></div>`;
    }}<//>`;
  }
}

// History: each decision, what differs from the one before, and why.
function History({ id }) {
  const h = use('submission:history:' + id, async () => {
    const [decisions, events] = await Promise.all([
      get(`/v1/submissions/${encodeURIComponent(id)}/decisions`, { limit: 50 }, 'seller'),
      get('/v1/events', { limit: 100 }, 'seller').catch(() => ({ items: [] })),
    ]);
    return decisions.items.map((d, i) => ({
      ...d,
      before: decisions.items[i + 1],
      event: events.items.find(e => e.data.decision.id === d.id),
    }));
  });
  return html`<section class="card history"><h3>${t('history')}</h3><${Loaded} of=${h} lines=${2}>${ds =>
    html`<ol>${ds.map(
      d => html`<li><p><b>${moment(d.decided_at)}</b> ${d.event ? html`<${Cause} of=${d.event.data.cause} />`
        : t('cause.' + d.cause)}</p>
      <p>${changes(d).map(([c, from, to]) => html`<span class="pair">
        ${word(d.body.channels ? 'channel' : 'place', c)} ${from && html`<${Verdict} verdict=${from} /> → `}
        <${Verdict} verdict=${to} /></span> `)}</p><p class="quiet"><code title=${d.hash}>
        ${d.hash.slice(0, 12)}…</code></p></li>`,
    )}</ol>`}<//></section>`;
}

const verdictsOf = body =>
  Object.fromEntries((body.channels || body.places).map(c => [c.channel || c.place, c.verdict]));

function changes(d) {
  const now = verdictsOf(d.body),
    was = d.before ? verdictsOf(d.before.body) : {};
  return Object.entries(now)
    .filter(([c, v]) => was[c] !== v)
    .map(([c, v]) => [c, was[c], v]);
}

const Cause = ({ of: c }) =>
  html`<span>${t('cause.event', { what: word('change', c.change), list: word('list', c.list),
    edition: c.edition })} <span lang="zh-CN">${c.document}</span>
    ${c.entry && html` · <a href=${link(['lists', c.list, c.edition, c.entry])}>${t('entry.n', { x: c.entry })}
    </a>`}</span>`;

function Changes() {
  const e = use('submissions:events', () => get('/v1/events', { limit: 100 }, 'seller'));
  return html`<${Loaded} of=${e} lines=${6} again=${() => forget('submissions:')}>${x =>
    x.items.length
      ? html`<div class="card history"><ol>${x.items.map(
          v => html`<li><p><b>${moment(v.timestamp)}</b> <a href=${link(['sellers', v.data.submission])}>
            ${v.data.ref || v.data.submission.slice(0, 8)}</a> ${v.data.hs_code && html`<${Code}
            code=${v.data.hs_code} />`}</p>
    <p>${Object.entries(v.data.new_verdicts)
      .filter(([c, n]) => v.data.old_verdicts[c] !== n)
      .map(
        ([c, n]) =>
          html`<span class="pair">${word(v.data.kind === 'service' ? 'place' : 'channel', c)} <${Verdict}
            verdict=${v.data.old_verdicts[c]} /> → <${Verdict} verdict=${n} /></span> `,
      )}</p><p class="quiet"><${Cause} of=${v.data.cause} /></p></li>`,
        )}</ol></div>`
      : html`<${Empty} title=${t('changes.none')} text=${t('changes.none.text')} />`}<//>`;
}

// A decision: channels of goods, or places of services, side by side.
import { html } from './view.js';
import { t, word, said, spaced, has, day } from './text.js';
import { Verdict, Basis, Citation, Coverage, Name, Code, Fold, roomy, link, webAddress,
  citedAt } from './parts.js';
import { here, go } from './address.js';
import { Question } from './ask.js';
import { Tax } from './tax.js';

const by = (reasons, ...effects) => reasons.filter(r => effects.includes(r.effect));

// bits are the parts of a channel's answer, in the order in which they are read.
export function bits(c) {
  const reasons = c.reasons || [];
  return {
    bars: by(reasons, 'bars'),
    asks: by(reasons, 'needs_fact'),
    lists: by(reasons, 'needs_list'),
    conditions: by(reasons, 'condition'),
    met: by(reasons, 'permits'),
    notes: by(reasons, 'informs').filter(r => !r.code.startsWith('rests_on_')),
  };
}

// sentence says in one line what the verdict means. The API's own stands first.
export function sentence(c) {
  if (c.summary) return said(c.summary);
  const b = bits(c);
  const asked = questions(c).length;
  switch (c.verdict) {
    case 'eligible':
      return t('sentence.eligible');
    case 'conditional':
      return t('sentence.conditional', { n: b.conditions.length });
    case 'ineligible':
      return said((b.bars[0] || {}).text);
  }
  if (b.asks.length && b.lists.length) return t('sentence.both', { n: b.asks.length });
  if (b.lists.length) return t('sentence.list');
  if (asked) return t('sentence.ask', { n: asked });
  return t('sentence.open');
}

// questions are those of a channel and of its tax, each once.
export function questions(c) {
  const all = [...(c.missing_facts || []), ...(c.tax?.missing_facts || [])];
  return all.filter((m, i) => all.findIndex(o => o.fact === m.fact) === i);
}

const nameOf = c => c.channel || c.place;
const titleOf = c => word(c.channel ? 'channel' : 'place', c.channel || c.place);

function Reason({ of: r, tone, ctx, question, place }) {
  const cited = r.citations || [];
  return html`<li class=${'reason ' + tone}>
    <div class="said"><span class="tick" aria-hidden="true"></span><div>
      <p>${said(r.text)}</p>
      ${r.applies_to && html`<p class="quiet">${t('applies.to')} ${r.applies_to.map(spaced).join(', ')}
        ${r.applies_to_more ? ' ' + t('and.more', { n: r.applies_to_more }) : ''}</p>`}
      ${r.authority && html`<p class="authority quiet">${r.need ? word('need', r.need) + ' · ' : ''}
        ${said(r.authority)}</p>`}
      ${question}
      ${r.settled_by && html`<${Settlement} of=${r.settled_by} />`}
      <details class="cited"><summary><${Basis} basis=${r.basis} /><span class="quiet">
        ${cited.length ? t('citations', { n: cited.length }) : t('citations.none')}</span></summary>
        <ul>${cited.map(c => html`<${Citation} of=${c} asOf=${ctx.asOf} sources=${ctx.sources} />`)}</ul>
        <p class="quiet">${t('reason.code')} <code>${r.code}</code></p></details>
    </div></div></li>`;
}

// Settlement names the list and the annex that would settle it, and leads there.
const Settlement = ({ of: s }) => html`<p class="settles">${s.id && word('list', s.id)}
  ${s.document && html` · ${t('settled.by')} <span lang="zh-CN">${s.document}</span> · `}
  ${webAddress(s.published_at) ? html`<a href=${webAddress(s.published_at)} rel="noreferrer noopener" target="_blank">
    ${t('published.at')}</a>` : s.document && html`<span lang="zh-CN">${s.published_at}</span>`}</p>`;

const Group = ({ title, children, tone }) =>
  html`<section class=${'group ' + (tone || '')}><h4>${title}</h4><ul class="reasons">${children}</ul></section>`;

// The questions that were asked so far, so that an answer can be changed where it works.
const seen = new Map();

// asked finds the question that settles a reason, and draws it the first time.
function asked(c, ctx, place) {
  for (const m of [...(c.missing_facts || []), ...(c.tax?.missing_facts || [])]) seen.set(m.fact, m);
  const left = new Map((c.missing_facts || []).map(m => [m.fact, m]));
  for (const r of c.reasons || []) {
    const m = seen.get(r.fact);
    if (m && !left.has(m.fact) && ctx.answers(m)) left.set(m.fact, m);
  }
  const draw = m => html`<${Question} of=${m} place=${place} answer=${ctx.answers(m)} set=${v => ctx.set(m, v)} />`;
  return {
    of(reason) {
      const m = reason.fact && left.get(reason.fact);
      if (!m) return null;
      left.delete(reason.fact);
      return draw(m);
    },
    rest: () => [...left.values()].filter(m => (c.missing_facts || []).includes(m)).map(draw),
  };
}

// Channel is one side: the verdict in a word and a sentence, then what to do, and the tax.
function Channel({ of: c, ctx, shown }) {
  const b = bits(c);
  const place = nameOf(c);
  const q = asked(c, ctx, place);
  const line = (r, tone) => html`<${Reason} of=${r} tone=${tone} ctx=${ctx} place=${place} question=${q.of(r)} />`;
  const bars = b.bars.map(r => line(r, 'no'));
  const todo = [...b.asks, ...b.conditions].map(r => line(r, 'todo'));
  const done = b.met.filter(r => r.fact && ctx.answers({ fact: r.fact }));
  const ticked = done.map(r => line(r, 'yes'));
  const lists = b.lists.map(r => line(r, 'list'));
  const rest = q.rest();
  const forTax = (c.tax?.missing_facts || []).filter(m => !(c.missing_facts || []).some(o => o.fact === m.fact));
  const body = html`${c.indication && html`<${Indication} of=${c.indication} ctx=${ctx} />`}
      ${c.candidates && !ctx.shared && html`<${Candidates} of=${c} ctx=${ctx} />`}
      ${bars.length > 0 && html`<${Group} title=${t(c.place ? 'group.bars.service' : 'group.bars')} tone="no">
        ${bars}<//>`}
      ${
        (todo.length > 0 || rest.length > 0 || ticked.length > 0) &&
        html`<${Group} title=${t(c.verdict === 'ineligible' ? 'group.also' : c.place ? 'group.todo.service'
          : 'group.todo')} tone="todo">
        ${ticked}${todo}${rest.map(r => html`<li class="reason todo"><div class="said">
          <span class="tick" aria-hidden="true"></span><div>${r}</div></div></li>`)}<//>`
      }
      ${lists.length > 0 && html`<${Group} title=${t('group.lists')} tone="list">${lists}<//>`}
      ${c.known?.length > 0 && html`<${Known} of=${c.known} ctx=${ctx} />`}
      ${c.next_steps?.length > 0 && html`<${Steps} of=${c.next_steps} ctx=${ctx} />`}
      ${b.met.length > done.length && html`<details class="more"><summary>
        ${t('group.met', { n: b.met.length - done.length })}</summary><ul class="reasons">
        ${b.met.filter(r => !done.includes(r)).map(r => line(r, 'yes'))}</ul></details>`}
      ${b.notes.length > 0 && html`<details class="more"><summary>${t('group.notes', { n: b.notes.length })}
        </summary><ul class="reasons">${b.notes.map(r => line(r, 'note'))}</ul></details>`}`;
  return html`<article class=${'channel ' + c.verdict + (shown ? ' shown' : '')} id=${'channel-' + place}
    aria-labelledby=${'title-' + place}>
    <header>
      <h3 id=${'title-' + place}>${titleOf(c)}</h3>
      <p class="gloss">${has('gloss.' + place) ? t('gloss.' + place) : ''}</p>
      <${Verdict} verdict=${c.verdict} large=${true} service=${Boolean(c.place)} />
      <p class="sentence">${sentence(c)}</p>
      <p class="rests">${t('rests.on')} <${Basis} basis=${c.basis} /></p>
      ${c.edition !== undefined && c.list && html`<p class="quiet">
        ${c.edition ? html`<a href=${link(['lists', c.list, c.edition])}>${word('list', c.list)} ${c.edition}
        </a>` : ''}</p>`}
    </header>
    <div class="body">${c.alike ? html`<details class="more alike" open=${!roomy()}>
      <summary>${t('alike', { x: titleOf({ channel: c.alike }) })}</summary>${body}</details>` : body}</div>
    ${c.tax && html`<footer><${Tax} of=${c.tax} ctx=${ctx} place=${place} asks=${forTax} /></footer>`}
  </article>`;
}

// alike tells whether all sides have the same candidates, which then stand above them.
const alike = sides =>
  sides.length > 1 &&
  sides.every(s => s.candidates) &&
  new Set(sides.map(s => s.candidates.map(c => c.hs_code || c.code).join())).size === 1;

const Candidates = ({
  of: c,
  ctx,
  many,
}) => html`<section class="group"><h4>${t(ctx.code ? 'group.candidates' : 'group.candidates.named')}</h4><ul class="candidates">
  ${c.candidates.map(
    x => html`<li><button type="button" class="plain" onclick=${() => ctx.choose(x)}>
    <${Code} code=${x.hs_code || x.code} /> <${Name} of=${x} />
      ${x.verdict && !many && html` <${Verdict} verdict=${x.verdict} />`}</button></li>`,
  )}
  ${c.more_candidates > 0 && html`<li class="quiet">${t('and.more', { n: c.more_candidates })} ${ctx.code && html`<a
    href=${link(['tariff', ctx.code], { day: ctx.asOf })}>${t('see.tree')}</a>`}</li>`}
</ul></section>`;

// What the API says short of a decision is never drawn like a verdict.
function Indication({ of: i, ctx }) {
  const items = Array.isArray(i) ? i : [i];
  return html`<section class="indication"><h4>${t('group.indication')}</h4>
    ${items.map(x => html`<${Loose} of=${x} ctx=${ctx} />`)}</section>`;
}

const Known = ({ of: k, ctx }) => html`<section class="indication"><h4>${t('group.known')}</h4><ul>
  ${k.map(
    x => html`<li class="loose"><p>${said(x.text)}</p>
    <details class="cited"><summary>${x.basis && html`<${Basis} basis=${x.basis} />`}<span class="quiet">
      ${x.day ? day(x.day) + (x.day_assumed ? t('day.assumed') : '') : t('citations.one')}</span></summary>
      <ul>${x.citation && html`<${Citation} of=${x.citation} asOf=${ctx.asOf} sources=${ctx.sources} />`}</ul>
        </details></li>`,
  )}</ul></section>`;

const Steps = ({ of: steps, ctx }) => html`<section class="group"><h4>${t('group.steps')}</h4><ol class="steps">
  ${steps.map(
    s => html`<li>${word('step', s.kind)}${s.permit && html`<b class="part">
      ${said(s.permit)}</b>`}${s.authority && html`<span class="part">${said(s.authority)}</span>`}
    ${
      s.instrument &&
      html`<span class="part">${s.page ? html`<a href=${s.page} rel="noreferrer noopener" target="_blank">
        ${said(s.instrument)}</a>` : citedAt(s.citation || {}, ctx.asOf) ? html`<a
        href=${citedAt(s.citation, ctx.asOf)}>${said(s.instrument)}</a>` : said(s.instrument)}
      ${s.last_checked && html` <span class="quiet">(${t('last.checked', { day: day(s.last_checked) })})</span>`}
        </span>`
    }</li>`,
  )}</ol></section>`;

// Loose shows what the page knows no form for: its sentences and its citations.
function Loose({ of: x, ctx }) {
  if (x == null) return null;
  if (typeof x !== 'object') return html`<p>${x}</p>`;
  if (x.en !== undefined && x.zh !== undefined) return html`<p>${said(x)}</p>`;
  const text = x.text || x.summary || x.sentence;
  const cites = x.citations || (x.citation ? [x.citation] : []);
  return html`<div class="loose">
    ${text && html`<p>${said(text)}</p>`}
    ${x.verdict && html`<p class="quiet">${word('verdict', x.verdict)}</p>`}
    ${['items', 'rows', 'lines', 'measures', 'reasons'].map(k => Array.isArray(x[k]) && html`<ul>
      ${x[k].map(y => html`<li><${Loose} of=${y} ctx=${ctx} /></li>`)}</ul>`)}
    ${cites.length > 0 && html`<ul>${cites.map(c => html`<${Citation} of=${c} asOf=${ctx.asOf}
      sources=${ctx.sources} />`)}</ul>`}
  </div>`;
}

// Decision shows the channels or places side by side, then what was read and what
// was not checked. Where there is room for one side alone, it is chosen by its verdict.
export function Decision({ of: d, ctx }) {
  const sides = d.channels || d.places;
  const { path, query } = here();
  const shown = sides.find(c => nameOf(c) === query.side) || sides[0];
  ctx = { ...ctx, shared: alike(sides) };
  return html`<div class="decision">
    ${ctx.shared && html`<div class="which shared"><${Candidates} of=${sides[0]} ctx=${ctx} many=${true} /></div>`}
    <div class="glance" role="group" aria-label=${t('glance')}>${sides.map(
      c => html`<button type="button" class=${'glint ' + c.verdict} aria-pressed=${c === shown}
        aria-controls=${'channel-' + nameOf(c)}
        onclick=${() => go(path, { ...query, side: nameOf(c) }, { replace: true, keep: true })}>
      <span>${titleOf(c)}</span><${Verdict} verdict=${c.verdict} service=${Boolean(c.place)} /></button>`,
    )}</div>
    <div class=${'sides n' + sides.length}>${sides.map(c => html`<${Channel} key=${nameOf(c)} of=${c}
      ctx=${ctx} shown=${c === shown} />`)}</div>
    <${ReadAndNot} of=${d} />
  </div>`;
}

export const ReadAndNot = ({ of: d }) => html`<div class="after">
  <${Fold} class="read" title=${t('read.editions')} n=${d.lists.length}><table><thead><tr>
    <th scope="col">${t('list')}</th>
    <th scope="col">${t('edition')}</th><th scope="col">${t('coverage')}</th>
    <th scope="col" class="hash">SHA-256</th></tr></thead>
    <tbody>${d.lists.map(
      l => html`<tr><td>${word('list', l.id)}</td><td>
        <a href=${l.id === 'cn-tariff' ? link(['tariff'], { day: d.as_of }) : link(['lists', l.id, l.edition])}>
        ${l.edition}</a></td>
      <td><${Coverage} of=${l} />${l.sample ? html` <${Basis} basis="sample" />` : ''}</td><td class="hash">
        <code title=${l.sha256}>${l.sha256.slice(0, 12)}…</code></td></tr>`,
    )}</tbody></table>
    <p class="quiet">${t('ruleset')} <code>${d.ruleset}</code> · ${t('as.of', { day: d.as_of })}</p><//>
  <${Fold} class="unchecked" title=${t('not.checked')} n=${(d.not_checked || []).length}>
    <p class="quiet">${t('not.checked.text')}</p><ul>
    ${(d.not_checked || []).map(n => html`<li>${word('not', n)}</li>`)}</ul>
    ${d.unused_facts?.length > 0 && html`<div class="unused"><h4>${t('unused.facts')}</h4>
      ${d.unused_facts.map(f => html`<p class="quiet"><b>${word('fact', f.fact)}</b> ${said(f.why)}</p>`)}</div>`}<//>
</div>`;

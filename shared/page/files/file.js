// A whole catalogue from a file: any heading, any order of columns. It is read in
// the browser and asked in batches, one after the other, so that look-ups stay fast.
import { html, Component } from './view.js';
import { here, link, go } from './address.js';
import { t, word, count, today, day } from './text.js';
import { post } from './api.js';
import { codes } from './countries.js';
import { draft, type } from './draft.js';
import { money } from './question.js';
import { Useful } from './useful.js';
import { readTable, guess, columns } from './table.js';
import { sentence } from './decision.js';
import { DayField, Verdict, Empty, Trouble, Drop, Icon, Code, csv, download, tell } from './parts.js';
import { token } from './session.js';

const channels = ['general_trade', 'cbec_bonded', 'cbec_direct', 'yiwu_pilot'];
const size = 50; // items in a batch

// originOf reads a country by its code or by its name in either language.
function originOf(text) {
  const s = text.trim();
  if (codes.includes(s.toUpperCase())) return s.toUpperCase();
  const names = (originOf.names ??= new Map(
    codes.flatMap(c =>
      ['en-GB', 'zh-CN'].map(l => [new Intl.DisplayNames([l], { type: 'region' }).of(c).toLowerCase(), c]),
    ),
  ));
  return names.get(s.toLowerCase()) || '';
}

// item makes the question of a row, or says what is wrong in it.
function item(row, map) {
  const at = name => (map[name] === undefined ? '' : (row.cells[map[name]] || '').trim());
  const wrong = [],
    one = { ref: (at('ref') || String(row.line)).slice(0, 128) };
  const code = at('hs_code').replace(/[.\s]/g, '');
  // A spreadsheet may have taken a zero away. It is said, and not put back: the code is the seller's.
  // A name alone is asked as it is: the answer has the codes that it may mean.
  if (!code && at('name')) one.name = at('name').slice(0, 500);
  else if (/^\d+$/.test(code) && code.length % 2 === 1)
    wrong.push(t('file.odd.code', { x: at('hs_code'), y: '0' + code }));
  else if (!/^(\d{2}){1,5}$/.test(code))
    wrong.push(code ? t('file.bad.code', { x: at('hs_code') }) : t('file.no.code'));
  else one.hs_code = code;
  if (at('name')) one.name = at('name').slice(0, 500);
  if (at('origin')) {
    const c = originOf(at('origin'));
    if (c) one.origin = c;
    else wrong.push(t('file.bad.origin', { x: at('origin') }));
  }
  if (at('price')) {
    const m = money(at('price'));
    if (/^\d+(\.\d{1,2})?$/.test(m)) one.unit_price = { amount: m, currency: 'CNY' };
    else wrong.push(t('file.bad.price', { x: at('price') }));
  }
  if (at('qty')) {
    if (/^\d+$/.test(at('qty')) && Number(at('qty')) > 0) one.quantity = Number(at('qty'));
    else wrong.push(t('file.bad.qty', { x: at('qty') }));
  }
  if (at('weight')) {
    const w = Number(at('weight'));
    if (Number.isInteger(w) && w > 0) one.net_weight_g = w;
    else wrong.push(t('file.bad.weight', { x: at('weight') }));
  }
  return { one, wrong };
}

// askable: a column of codes or one of names is enough.
const askable = map => map.hs_code !== undefined || map.name !== undefined;

// Between two views the file stays.
let held = { rows: null, name: '', map: {}, results: [], done: 0, running: false };

export class CheckFile extends Component {
  draw(changes) {
    Object.assign(held, changes);
    this.setState({});
  }

  async take(file) {
    if (!file) return;
    try {
      const rows = await readTable(file);
      const g = guess(rows);
      this.draw({ name: file.name, ...g, rows: g.body, results: [], done: 0, trouble: null, running: false });
    } catch {
      this.draw({ rows: null, name: file.name, trouble: { kind: 'file' } });
    }
  }

  async run() {
    const asOf = here().query.day || today();
    const made = held.rows.map(r => ({ row: r, ...item(r, held.map) }));
    const results = made.map(m => ({ line: m.row.line, item: m.one, wrong: m.wrong }));
    this.draw({ results, done: 0, running: true, trouble: null, asOf });
    const good = results.filter(r => !r.wrong.length);
    for (let i = 0; i < good.length && held.running; i += size) {
      const part = good.slice(i, i + size);
      try {
        const a = await post(
          '/v1/goods/checks/batch',
          { as_of: asOf, items: part.map(r => r.item) },
          { wait: 60000 },
        );
        a.items.forEach((x, j) => {
          if (x.decision) part[j].decision = x.decision;
          else part[j].wrong = [x.problem.detail, ...(x.problem.errors || []).map(e => e.detail)];
        });
      } catch (error) {
        this.draw({ running: false, trouble: error });
        return;
      }
      this.draw({ done: Math.min(i + size, good.length) });
      await new Promise(r => setTimeout(r, 120)); // leave room for others
    }
    this.draw({ running: false });
  }

  save(only) {
    const head = ['row', 'ref', 'hs_code', 'name', ...channels.flatMap(c => [c, c + '_why', c + '_tax']), 'problem'];
    const rows = held.results
      .filter(r => !only || r.wrong.length)
      .map(r => [
        r.line,
        r.item.ref,
        r.item.hs_code,
        r.item.name,
        ...channels.flatMap(c => {
          const d = r.decision?.channels.find(x => x.channel === c);
          return d ? [word('verdict', d.verdict), sentence(d), d.tax?.total || ''] : ['', '', ''];
        }),
        r.wrong.join(' '),
      ]);
    download(
      held.name.replace(/\.\w+$/, '') + (only ? '-problems.csv' : '-checked.csv'),
      'text/csv',
      csv([head, ...rows]),
    );
  }

  // submit hands in the rows that have an answer, and says of each that was refused why.
  async submit() {
    const good = held.results.filter(r => r.decision && !r.submitted);
    const { submitMany } = await import('./sellers.js');
    this.draw({ running: true, trouble: null, done: 0 });
    let n = 0;
    try {
      await submitMany(
        good.map(r => ({ as_of: held.asOf, item: r.item })),
        (i, problem) => {
          if (problem) good[i].wrong = [problem.detail, ...(problem.errors || []).map(e => e.detail)];
          else n++;
          good[i].submitted = !problem;
          this.draw({ done: i + 1 });
        },
        () => held.running,
      );
    } catch (error) {
      this.draw({ trouble: error });
    }
    this.draw({ running: false });
    tell(t('file.submitted', { n: count(n) }));
  }

  render() {
    const q = here().query,
      f = held;
    const wrong = f.results.filter(r => r.wrong.length);
    return html`<div class="file"><div class="title"><div><h2>${t('file.title')}</h2><p class="quiet lead">
      ${t('file.text')}</p></div><${DayField} value=${q.day || today()} set=${v => go(['file'], { day: v })} /></div>
      <${Drop} accept=".csv,.tsv,.txt,.xlsx" text=${f.rows ? f.name : t('file.drop')} take=${x => this.take(x)} />
      <details class="paste"><summary>${t('file.paste')}</summary><form class="stack" onsubmit=${e => {
        e.preventDefault();
        this.take(new File([draft('file').text || ''], t('file.pasted')));
      }}><div class="field"><label for="pasted">${t('file.paste.label')}</label><textarea id="pasted" rows="6" required
        spellcheck=${'false'} placeholder=${t('file.paste.form')} value=${draft('file').text || ''}
        oninput=${e => type('file', { text: e.target.value })}></textarea></div>
        <button type="submit">${t('file.paste.take')}</button></form></details>
      ${f.trouble?.kind === 'file' && html`<div class="trouble" role="alert"><h3>${t('file.unreadable')}</h3><p>
        ${t('file.unreadable.text')}</p></div>`}
      ${
        f.rows &&
        html`<section class="card stack"><h3>${t('file.columns')}</h3><p class="quiet">
          ${t('file.columns.text', { n: count(f.rows.length) })}</p>
        <div class="row second">${columns.map(
          ([
            name,
          ]) => html`<div class="field"><label for=${'col-' + name}>${t('col.' + name)}</label>
            <select id=${'col-' + name} value=${f.map[name] ?? ''} onchange=${e => {
            const map = { ...f.map };
            if (e.target.value === '') delete map[name];
            else map[name] = Number(e.target.value);
            this.draw({ map });
          }}>
          <option value="">${t('col.none')}</option>${f.headings.map((h, i) => html`<option value=${i}>
            ${h || String.fromCharCode(65 + i)}</option>`)}</select></div>`,
        )}</div>
        <div class="toolbar"><button class="go" type="button" disabled=${f.running || !askable(f.map)}
          onclick=${() => this.run()}>${t('file.check', { n: count(f.rows.length) })}</button>
          ${f.running && html`<button type="button" onclick=${() => this.draw({ running: false })}>
            ${t('cancel')}</button>`}
          ${f.running && html`<progress max=${f.results.length - wrong.length || 1} value=${f.done}
            aria-label=${t('file.progress')}></progress>`}</div>
        ${!askable(f.map) && html`<p class="notice">${t('file.need.code')}</p>`}</section>`
      }
      ${f.trouble && f.trouble.kind !== 'file' && html`<${Trouble} error=${f.trouble} again=${() => this.run()} />`}
      ${
        f.results.length > 0 &&
        html`<section class="card stack"><div class="title"><h3>${t('file.results')}</h3><div class="tools">
          <button type="button" onclick=${() => this.save()}><${Icon} name="save" />${t('download.csv')}</button>
          ${wrong.length > 0 && html`<button type="button" onclick=${() => this.save(true)}><${Icon} name="save" />
            ${t('file.problems', { n: wrong.length })}</button>`}
          ${token('seller') && html`<button type="button" disabled=${f.running} onclick=${() => this.submit()}>
            ${t('file.submit')}</button>`}</div></div>
        <div class="scroll"><table class="grid"><thead><tr><th scope="col">${t('row')}</th><th scope="col">
          ${t('ref')}</th><th scope="col">${t('code')}</th>${channels.map(c => html`<th scope="col">
          ${word('channel', c)}</th>`)}</tr></thead>
        <tbody>${f.results.slice(0, 500).map(
          r => html`<tr key=${r.line}><td class="quiet">${r.line}</td><td>${r.item.ref} ${r.submitted && html`<b
            title=${t('submitted')} aria-label=${t('submitted')}>✓</b>`}</td><td>${r.item.hs_code ? html`<a href=${link(['check'], { q: r.item.hs_code, code: r.item.hs_code,
            day: f.asOf, origin: r.item.origin, price: r.item.unit_price?.amount, qty: r.item.quantity,
            weight: r.item.net_weight_g })}><${Code} code=${r.item.hs_code} /></a>` : r.item.name && html`<a
            href=${link(['check'], { q: r.item.name, day: f.asOf, origin: r.item.origin })}>${t('file.which')}</a>`}</td>
          ${r.wrong.length ? html`<td colspan="4" class="wrong">
            ${r.wrong.join(' ')}</td>` : r.decision ? r.decision.channels.map(c => html`<td title=${sentence(c)}>
            <${Verdict} verdict=${c.verdict} /></td>`) : html`<td colspan="4"><span class="quiet">…</span>
            </td>`}</tr>`,
        )}</tbody></table></div>
        ${f.results.length > 500 && html`<p class="quiet">${t('file.first', { n: 500 })}</p>`}
        ${f.done > 0 && !f.running && html`<${Useful} view="catalogue" />`}</section>`
      }
      ${!f.rows && !f.trouble && html`<${Empty} title=${t('file.empty')} text=${t('file.empty.text')} />`}</div>`;
  }
}

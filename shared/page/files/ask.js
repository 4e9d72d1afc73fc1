// Questions, answered where they stand.
import { html } from './view.js';
import { t, has, said, word, country } from './text.js';
import { codes } from './countries.js';
import { UNKNOWN } from './question.js';

const sorted = () => codes.map(c => [country(c), c]).sort((a, b) => a[0].localeCompare(b[0]));

export const Countries = ({
  id,
  value,
  set,
  blank,
}) => html`<select id=${id} value=${value || ''} onchange=${e => set(e.target.value)}>
  <option value="">${blank || t('country.none')}</option>
  ${sorted().map(([name, code]) => html`<option value=${code}>${name}</option>`)}</select>`;

// where says where the answer to a question can be found.
const where = fact => {
  const name = 'where.' + fact.split('.').pop();
  return has(name) ? t(name) : t('where.any');
};

// Question asks for one fact. `answer` is what was said so far, `set` takes the
// answer. Whoever does not know says so, and is told where to find out.
export function Question({ of: m, place, answer = '', set }) {
  const id = place + '-' + m.fact.replace(/\W/g, '-');
  const values = m.values || [];
  const meaning = i => (m.meanings?.[i] ? said(m.meanings[i]) : word('value', values[i]));
  const choose = v => () => set(answer === v ? '' : v);
  const unsure = html`<label class="choice unsure">
    <input type="radio" name=${id} checked=${answer === UNKNOWN} onclick=${choose(UNKNOWN)} /><span>
    ${t('unknown')}</span></label>`;
  let control;
  if (m.several) {
    const told = new Set(answer.split(',').filter(Boolean));
    const turn = v => () => {
      if (!told.delete(v)) told.add(v);
      told.delete(UNKNOWN);
      set([...told].join(','));
    };
    control = html`<div class="choices stacked-choices">${values.map((v, i) => html`<label class="tickbox">
      <input type="checkbox" checked=${told.has(v)} onclick=${turn(v)} /><span>${meaning(i)}</span>
      </label>`)}${unsure}</div>`;
  } else if (m.type === 'boolean') {
    control = html`<div class="choices joined">${['yes', 'no'].map(
      v => html`<label class="choice">
      <input type="radio" name=${id} checked=${answer === v} onclick=${choose(v)} /><span>${t(v)}</span></label>`,
    )}${unsure}</div>`;
  } else if (values.length) {
    control = html`<div class="choices"><select aria-label=${said(m.question)} value=${answer === UNKNOWN ? ''
      : answer} onchange=${e => set(e.target.value)}>
      <option value="">${t('choose')}</option>${values.map((v, i) => html`<option value=${v}>
        ${meaning(i)}</option>`)}</select>${unsure}</div>`;
  } else if (m.fact === 'mode') {
    control = html`<div class="choices stacked-choices">${['1', '2', '3', '4'].map(v => html`<label class="choice">
      <input type="radio" name=${id} checked=${answer === v} onclick=${choose(v)} /><span>${t('mode.' + v)}</span>
      </label>`)}${unsure}</div>`;
  } else if (m.fact.endsWith('origin') || m.fact === 'provider.home') {
    control = html`<div class="choices"><${Countries} id=${id + '-in'} value=${answer === UNKNOWN ? '' : answer}
      set=${set} />${unsure}</div>`;
  } else {
    const numeric = m.type === 'number';
    control = html`<form class="choices" onsubmit=${e => {
      e.preventDefault();
      set(e.target.elements[0].value.trim());
    }}>
      <input id=${id + '-in'} aria-label=${said(m.question)} inputmode=${numeric ? 'decimal' : 'text'}
        value=${answer === UNKNOWN ? '' : answer}
        pattern=${numeric ? '[¥￥]?[0-9][0-9,， ]*([.][0-9]+)?' : null} placeholder=${example(m)}
        title=${numeric ? t('number.form') : ''} onchange=${e => {
          if (e.target.validity.valid) set(e.target.value.trim());
        }} />
      ${unit(m.fact) && html`<span class="unit">${unit(m.fact)}</span>`}${unsure}</form>`;
  }
  return html`<fieldset class="question"><legend>${said(m.question)}</legend>${control}
    ${answer === UNKNOWN && html`<p class="hint">${where(m.fact)} ${t('unknown.goes.on')}</p>`}</fieldset>`;
}

// Told is an answer that was given, to be taken back.
function Told({ fact, value, take }) {
  const meaning = ['yes', 'no', UNKNOWN].includes(value) ? t(value) : has('value.' + value) ? t('value.' + value) : value;
  const text = `${word('fact', fact.slice(2))}: ${meaning}`;
  return html`<button type="button" class="chip" onclick=${take} aria-label=${t('take.back', { x: text })}>
    ${text} <span aria-hidden="true">×</span></button>`;
}

// Given shows the answers that were told, each to be taken back.
export const Given = ({ q, set }) => {
  const told = Object.keys(q).filter(k => k.startsWith('f.') && q[k]);
  return told.length > 0 && html`<p class="given"><span class="quiet">${t('told')}</span> ${told.map(k => html`<${Told}
    fact=${k} value=${q[k]} take=${() => set({ [k]: '' })} />`)}</p>`;
};

// example shows the form of a number; words of an example are in one language alone.
const example = m => (m.type === 'number' && ['string', 'number'].includes(typeof m.example) ? t('such.as', { x: m.example }) : '');

const units = {
  unit_price: 'unit.yuan',
  spent_this_year: 'unit.yuan',
  net_weight_g: 'unit.g',
  bought_this_year_g: 'unit.g',
  volume_ml: 'unit.ml',
  area_m2: 'unit.m2',
};
const unit = fact => (units[fact.split('.').pop()] ? t(units[fact.split('.').pop()]) : '');

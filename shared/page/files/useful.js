// “Was this useful?” at the end of an answer. What is said is chosen, not typed, and
// names nobody; it is sent once, and no cookie remembers it.
import { html, redraw } from './view.js';
import { t } from './text.js';
import { post } from './api.js';

const failings = ['wrong', 'unclear', 'incomplete', 'nothing_to_do', 'other'];
const said = new Map(); // of this page, by view and subject

async function say(key, opinion) {
  said.set(key, 'sending');
  redraw();
  try {
    await post('/v1/feedback', opinion);
    said.set(key, 'thanks');
  } catch {
    said.set(key, 'failed');
  }
  redraw();
}

// Useful asks of one answer; subject is the code or the list that it was about.
export function Useful({ view, subject = '' }) {
  const key = view + ':' + subject;
  const about = { view, ...(/^[0-9A-Za-z._-]{1,64}$/.test(subject) && { subject }) };
  const state = said.get(key);
  const ask = next => () => {
    said.set(key, next);
    redraw();
  };
  return html`<div class="useful" role="group" aria-label=${t('useful')}>
    ${!state && html`<span>${t('useful')}</span>
      <button type="button" class="chip" onclick=${() => say(key, { ...about, useful: true })}>${t('yes')}</button>
      <button type="button" class="chip" onclick=${ask('asked')}>${t('no')}</button>`}
    ${state === 'asked' && html`<span>${t('useful.why')}</span> ${failings.map(amiss => html`<button type="button"
      class="chip" onclick=${() => say(key, { ...about, useful: false, amiss })}>${t('amiss.' + amiss)}</button> `)}`}
    ${state && state !== 'asked' && html`<span role="status">${t('useful.' + state)}</span>`}</div>`;
}

// Codes for words. The search of the tariff ranks them; where a service has none,
// names in the tariff that hold the words stand in.
import { call, Failure } from './api.js';
import { today } from './text.js';

let ranked = true; // until the API says that it has no search

const normal = x => ({
  code: x.hs_code,
  name_zh: x.name_zh || '',
  name_en: x.name_en || '',
  confidence: x.confidence,
  matched: x.matched || [],
  excludes: x.excludes || [],
});

// within reads which codes an answer to the question leaves.
const within = answer =>
  new URLSearchParams((answer.href || '').split('?')[1]).get('within') || (answer.hs_codes || []).join();

// find returns {items, question}: the question splits the candidates best, and each
// answer says which codes it leaves.
export async function find(words, day, { limit = 8, among } = {}) {
  if (ranked) {
    try {
      const a = await call('GET', '/v1/tariff', { query: { q: words, limit, within: among, as_of: day } });
      const question = a.question && {
        text: a.question.text,
        answers: a.question.answers.map(x => ({ text: x.text, within: within(x), codes: x.hs_codes || [] })),
      };
      const rate = a.items.length ? a.confidence?.hit_rates?.[a.items[0].confidence] : 0;
      return { items: a.items.map(normal), question, guidance: a.guidance, rate, ranked: true };
    } catch (error) {
      if (!(error instanceof Failure) || (error.status !== 404 && error.status !== 405)) throw error;
      ranked = false;
    }
  }
  const year = (day || today()).slice(0, 4);
  const held = await tariffEdition(year);
  const a = await call('GET', `/v1/lists/cn-tariff/editions/${held}/entries`, { query: { q: words, limit } });
  return { items: a.items.map(normal), question: null, guidance: null, ranked: false };
}

let editions;
async function tariffEdition(year) {
  editions ??= call('GET', '/v1/lists/cn-tariff').then(l => l.editions.map(e => e.id));
  const ids = await editions.catch(e => {
    editions = null;
    throw e;
  });
  return ids.includes(year) ? year : ids.at(-1);
}

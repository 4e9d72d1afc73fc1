// Codes for words. The search of the tariff ranks them; where a service has none,
// names in the tariff that hold the words stand in.
import { call, Failure } from './api.js';
import { today } from './text.js';

let ranked = true; // until the API says that it has no search

const normal = x => ({
  code: x.hs_code || x.code, name_zh: x.name_zh || '', name_en: x.name_en || '', score: x.score,
  parents: x.parents || x.path || [], words: x.matched || x.matched_words || x.words || [], why: x.why || x.because || x.note || null, verdict: x.verdict,
});

// find returns {items, question}: question is what splits them best, where the
// words were too vague.
export async function find(words, day, limit = 8) {
  if (ranked) {
    try {
      const a = await call('GET', '/v1/tariff', { query: { q: words, limit } });
      return { items: (a.items || []).map(normal), question: a.question || a.clarification || null, ranked: true };
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 404) throw error;
      ranked = false;
    }
  }
  const year = (day || today()).slice(0, 4);
  const held = await tariffEdition(year);
  const a = await call('GET', `/v1/lists/cn-tariff/editions/${held}/entries`, { query: { q: words, limit } });
  return { items: a.items.map(normal), question: null, ranked: false };
}

let editions;
async function tariffEdition(year) {
  editions ??= call('GET', '/v1/lists/cn-tariff').then(l => l.editions.map(e => e.id));
  const ids = await editions.catch(e => { editions = null; throw e; });
  return ids.includes(year) ? year : ids.at(-1);
}

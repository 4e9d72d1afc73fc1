// The question about goods, as the address holds it, the request makes it, and the
// reader answers it piece by piece.

// The fields of the address, the places in the request that they fill, and the
// pointers and names by which the API asks for them.
const places = {
  origin: { path: ['item', 'origin'] },
  price: { path: ['item', 'unit_price'], money: true },
  qty: { path: ['item', 'quantity'], number: true },
  weight: { path: ['item', 'net_weight_g'], number: true },
  spent: { path: ['buyer', 'spent_this_year'], money: true },
};

// fieldOf returns the field of the address that answers a missing fact.
export function fieldOf(missing) {
  const path = missing.pointer ? missing.pointer.replace(/^\//, '').split('/') : missing.fact.split('.');
  if (path.at(-1) === 'hs_code') return 'code';
  for (const [field, place] of Object.entries(places)) {
    if (place.path.join('.') === path.join('.') || place.path.join('.') === path.slice(0, 2).join('.')) return field;
  }
  return 'f.' + path.at(-1);
}

export const UNKNOWN = 'unknown';

const number = text => Number(String(text).replace(/[\s,，]/g, ''));

// value reads an answer as the address holds it.
function value(text) {
  if (text === 'yes') return true;
  if (text === 'no') return false;
  return /^\d+(\.\d+)?$/.test(text) ? number(text) : text;
}

// money reads an amount as it is typed: 1,299 or ¥1299.00.
export const money = text =>
  String(text)
    .trim()
    .replace(/^[¥￥]|元$|^CNY|CNY$/gi, '')
    .replace(/[\s,，]/g, '');

export function facts(query) {
  const all = {};
  for (const [name, text] of Object.entries(query)) {
    if (name.startsWith('f.') && text !== UNKNOWN && text !== '') all[name.slice(2)] = value(text);
  }
  return all;
}

// request makes the body of a check from the address.
export function request(query, more) {
  const body = { item: { hs_code: query.code || undefined } };
  if (query.day) body.as_of = query.day;
  if (query.q && query.q.replace(/[.\s]/g, '') !== query.code) body.item.name = query.q.slice(0, 500);
  if (query.ref) body.item.ref = query.ref;
  for (const [field, place] of Object.entries(places)) {
    const text = query[field];
    if (!text || text === UNKNOWN) continue;
    const [top, name] = place.path;
    body[top] ??= {};
    body[top][name] = place.money ? { amount: money(text), currency: 'CNY' } : place.number ? number(text) : text;
  }
  const known = facts({ ...query, ...more });
  if (Object.keys(known).length) body.item.facts = known;
  return body;
}

// query makes an address from the request of a check, so that what was submitted
// can be asked again and changed.
export function query(body) {
  const q = { code: body.item.hs_code?.replace(/[.\s]/g, ''), q: body.item.name, ref: body.item.ref, day: body.as_of };
  for (const [field, place] of Object.entries(places)) {
    const v = body[place.path[0]]?.[place.path[1]];
    if (v !== undefined) q[field] = place.money ? v.amount : String(v);
  }
  return { ...q, ...answersOf(body.item.facts) };
}

// answersOf writes the facts of a request as the address holds them.
export const answersOf = (facts = {}) =>
  Object.fromEntries(
    Object.entries(facts).map(([name, v]) => ['f.' + name, v === true ? 'yes' : v === false ? 'no' : String(v)]),
  );

// key stands for the question, whatever the order of its parts.
export const key = body =>
  JSON.stringify(body, (_, v) =>
    v && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );

// Calls of the API. What goes wrong is a Failure, with the problem that the API
// sent, or the reason why there was none.
import { language } from './text.js';
import { token, expired } from './session.js';

export class Failure extends Error {
  constructor(kind, status, problem, retryAfter) {
    super(problem?.detail || kind);
    Object.assign(this, { kind, status, problem, retryAfter });
  }
  get code() {
    return this.problem?.code;
  }
}

const patience = 20000; // ms

// call asks the API. `as` names the scope whose token goes with the request.
export async function call(method, path, { query, body, as, headers = {}, raw, wait = patience } = {}) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query || {})) {
    if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, value);
  }
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), wait);
  const send = {
    method,
    signal: stop.signal,
    credentials: 'omit',
    headers: { 'Accept-Language': language(), ...headers },
  };
  if (as) {
    const bearer = token(as);
    if (!bearer) throw new Failure('signed_out', 401);
    send.headers.Authorization = 'Bearer ' + bearer;
  }
  if (raw) {
    send.body = raw;
    send.headers['Content-Type'] = 'application/octet-stream';
  } else if (body !== undefined) {
    send.body = JSON.stringify(body);
    send.headers['Content-Type'] = 'application/json';
  }
  let answer, text;
  try {
    answer = await fetch(url, send);
    text = await answer.text();
  } catch {
    throw new Failure(stop.signal.aborted ? 'slow' : navigator.onLine ? 'unreachable' : 'offline');
  } finally {
    clearTimeout(timer);
  }
  let value = null;
  if (text) {
    try {
      value = JSON.parse(text);
    } catch {
      throw new Failure('unreadable', answer.status);
    }
  }
  if (answer.ok) return value;
  if (as && (answer.status === 401 || value?.code === 'token_refused' || value?.message === 'Forbidden')) {
    expired(as);
    throw new Failure('expired', answer.status, value?.code ? value : null);
  }
  throw new Failure(
    answer.status >= 500 ? 'fault' : 'refused',
    answer.status,
    value?.code ? value : null,
    Number(answer.headers.get('retry-after')) || 0,
  );
}

// put sends a file to the address that the API named, and tells how far it is: 0 to 1.
export function put({ method, url, headers }, file, tell) {
  return new Promise((done, fail) => {
    const send = new XMLHttpRequest(); // fetch does not say how far it is
    send.open(method, url);
    for (const [name, value] of Object.entries(headers || {})) send.setRequestHeader(name, value);
    send.upload.onprogress = e => e.lengthComputable && tell(e.loaded / e.total);
    send.onload = () =>
      send.status < 300 ? done() : fail(new Failure(send.status >= 500 ? 'fault' : 'refused', send.status));
    send.onerror = () => fail(new Failure(navigator.onLine ? 'unreachable' : 'offline'));
    send.send(file);
  });
}

export const get = (path, query, as) => call('GET', path, { query, as });
export const post = (path, body, more) => call('POST', path, { body, ...more });

// all reads every page of a collection, up to a number of pages.
export async function all(path, query, as, pages = 20) {
  const items = [];
  let cursor,
    sources = [];
  for (let i = 0; i < pages; i++) {
    const page = await get(path, { limit: 100, ...query, cursor }, as);
    items.push(...page.items);
    sources = sources.concat(page.sources || []);
    cursor = page.next_cursor;
    if (!cursor) break;
  }
  return { items, sources, more: Boolean(cursor) };
}

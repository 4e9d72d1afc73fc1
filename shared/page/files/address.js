// The address of the page holds the question: #/check?code=0409000000&day=2026-03-01.
// What stands behind the number sign is not sent to the server.
import { redraw } from './view.js';
import { language, speak } from './text.js';

let now = read();

function read() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return {
    path: path.split('/').filter(Boolean).map(decodeURIComponent),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

export const here = () => now;

// link writes an address. What is blank is left out; the language is always said.
export function link(path, query = {}) {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, lang: language() })) {
    if (value !== undefined && value !== null && value !== '') said.set(name, value);
  }
  return '#/' + path.map(encodeURIComponent).join('/') + '?' + said;
}

// go takes the reader somewhere. A step that the back button should not stop at
// replaces the one before.
export function go(path, query, { replace = false, keep = false } = {}) {
  const to = link(path, query);
  if (to === location.hash) return redraw();
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  moved(keep || replace);
}

// reread takes up an address that was set without a step.
export function reread() {
  moved(true);
}

// turn changes the language of the address that is shown.
export function turn(lang) {
  speak(lang);
  go(now.path, now.query, { replace: true });
}

const watchers = [];
export const watch = f => watchers.push(f);

function moved(keep) {
  now = read();
  if (now.query.lang && now.query.lang !== language()) speak(now.query.lang);
  for (const f of watchers) f(keep);
  redraw();
}

addEventListener('popstate', () => moved(true));
addEventListener('hashchange', () => {
  moved(JSON.stringify(read()) === JSON.stringify(now));
});
speak(now.query.lang || language());

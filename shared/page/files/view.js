// The way the page is drawn: `html` describes it, `draw` brings the document to
// that description with the least change, so that focus and what is typed stay.
import { h, render, Component, Fragment } from './preact.js';
import htm from './htm.js';

export const html = htm.bind(h);
export { Component, Fragment };

let root,
  app,
  asked = false;

export function start(element, view) {
  root = element;
  app = view;
  render(app(), root);
}

// redraw draws the page again, once for all changes of a moment.
export function redraw() {
  if (asked) return;
  asked = true;
  queueMicrotask(() => {
    asked = false;
    if (app) render(app(), root);
  });
}

// Loaded things, by key. A view asks for what it shows with `use`, and is drawn
// again when it is there.
const held = new Map();
const shown = new Map(); // the last value in a place, shown while another loads

export function use(name, load, place) {
  const key = tongue() + '|' + name; // answers come in the reader's language
  if (place) place = tongue() + '|' + place;
  let entry = held.get(key);
  if (!entry) {
    entry = { state: 'loading' };
    held.set(key, entry);
    if (held.size > 300) held.delete(held.keys().next().value);
    load()
      .then(
        value => Object.assign(entry, { state: 'ok', value }),
        error => Object.assign(entry, { state: 'failed', error }),
      )
      .then(redraw);
  }
  if (!place) return entry;
  if (entry.state === 'ok') shown.set(place, entry.value);
  if (entry.state === 'loading' && shown.has(place)) return { state: 'again', value: shown.get(place) };
  return entry;
}

// forget has what begins with a key loaded again when it is next shown.
export function forget(prefix) {
  for (const key of held.keys()) if (key.slice(key.indexOf('|') + 1).startsWith(prefix)) held.delete(key);
  redraw();
}

const tongue = () => document.documentElement.lang;

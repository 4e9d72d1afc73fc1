// What is typed and not yet asked. It is kept for this tab, so that a reload, an
// ended session or a look at another view loses nothing.
import { redraw } from './view.js';

const name = form => 'draft.' + form;

const read = form => {
  try {
    return JSON.parse(sessionStorage.getItem(name(form))) || {};
  } catch {
    return {};
  }
};

const drafts = {};

export const draft = form => (drafts[form] ??= read(form));

export function type(form, changes) {
  Object.assign(draft(form), changes);
  try {
    sessionStorage.setItem(name(form), JSON.stringify(drafts[form]));
  } catch {
    /* it lives as long as the page */
  }
  redraw();
}

export function clear(form) {
  drafts[form] = {};
  sessionStorage.removeItem(name(form));
  redraw();
}

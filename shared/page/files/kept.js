// The last answers, kept in this browser, so that a check that was made can be
// read again without a network. Nothing that needs a token is kept.
const most = 40,
  prefix = 'answer.';

export function keep(key, value) {
  try {
    const mark = prefix + key;
    localStorage.setItem(mark, JSON.stringify({ at: Date.now(), value }));
    const order = JSON.parse(localStorage.getItem('answers') || '[]').filter(k => k !== mark);
    order.push(mark);
    while (order.length > most) localStorage.removeItem(order.shift());
    localStorage.setItem('answers', JSON.stringify(order));
  } catch {
    // The store is full or forbidden: start anew, and go without this answer.
    try {
      for (const k of JSON.parse(localStorage.getItem('answers') || '[]')) localStorage.removeItem(k);
      localStorage.removeItem('answers');
    } catch {
      /* forbidden */
    }
  }
}

export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(prefix + key));
  } catch {
    return null;
  }
}

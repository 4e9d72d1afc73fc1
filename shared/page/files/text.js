// Words, numbers, days and names in the reader's language.
import codes from './codes.js';
import sentences from './words.js';

const words = { ...sentences, ...codes };

const remembered = () => {
  try {
    return localStorage.getItem('lang');
  } catch {
    return null;
  }
};

let lang = remembered() || (/^zh\b/i.test(navigator.language) ? 'zh' : 'en');

export const language = () => lang;

export function speak(next) {
  if (next !== 'en' && next !== 'zh') return;
  lang = next;
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  try {
    localStorage.setItem('lang', next);
  } catch {
    /* it is only not remembered */
  }
}

// t returns the words of a key, with {name} filled in. Where there is a key with
// ".one" and the count `n` is 1, that is taken.
export function t(key, values) {
  const pair = (values && values.n === 1 && words[key + '.one']) || words[key];
  if (!pair) return key;
  const text = pair[lang === 'zh' ? 1 : 0];
  return values ? text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all)) : text;
}

export const has = key => key in words;

// word names a value of the API, such as a verdict; what the page has no word for
// is shown as it stands.
export const word = (kind, value) =>
  has(kind + '.' + value) ? t(kind + '.' + value) : String(value).replaceAll('_', ' ');

// said returns a sentence of the API: in one language as text, in both as en and zh.
export function said(text) {
  if (text == null) return '';
  if (typeof text === 'string') return text;
  return text[lang] || text.en || text.zh || '';
}

// named returns the name of something with a Chinese and an English name.
export const named = x => (lang === 'zh' ? x.name_zh || x.name_en || '' : x.name_en || x.name_zh || '');

// original is the Chinese name beside a translation, where it says more. The
// Chinese page has no English beside its names.
export const original = x => (lang === 'en' && x.name_zh && x.name_zh !== named(x) ? x.name_zh : '');

const locale = () => (lang === 'zh' ? 'zh-CN' : 'en-GB');

export const count = n => new Intl.NumberFormat(locale()).format(n);

// money writes an amount in yuan as the API gives it, in the reader's convention.
export function money(amount) {
  const [whole, part = ''] = String(amount).split('.');
  if (!/^\d+$/.test(whole)) return String(amount);
  return '¥' + whole.replace(/\B(?=(\d{3})+$)/g, ',') + '.' + (part + '00').slice(0, 2);
}

export function day(date) {
  if (!/^\d{4}-\d\d-\d\d/.test(date || '')) return date || '';
  const at = new Date(date.slice(0, 10) + 'T00:00:00Z');
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}

export function moment(instant) {
  if (!instant) return '';
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant));
}

// today is the day in China.
export const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());

// spaced writes a code of goods with dots: 0409.00.00.
export function spaced(code) {
  return /^\d{5,}$/.test(code || '')
    ? code.slice(0, 4) +
        '.' +
        code
          .slice(4)
          .match(/\d{1,2}/g)
          .join('.')
    : code || '';
}

// asCode reads a code of goods; blank where the text is none.
export function asCode(text) {
  const digits = text.trim().replace(/[.\s]/g, '');
  return /^\d+$/.test(digits) && /^[\d.\s]+$/.test(text.trim()) ? digits : '';
}

// As customs forms write them.
const customs = { HK: '中国香港', MO: '中国澳门', TW: '中国台湾' };

// country names a country or territory by its code.
export function country(code) {
  if (lang === 'zh' && customs[code]) return customs[code];
  try {
    return new Intl.DisplayNames([locale()], { type: 'region' }).of(code) || code;
  } catch {
    return code;
  }
}

// listed joins names in a sentence.
export const listed = names => new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names);

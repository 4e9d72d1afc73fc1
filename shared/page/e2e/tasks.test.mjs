// Five tasks as a person does them, walked by a script: how many clicks and keys, and how
// much stands before the answer on the way to it. The figures say what the page demands at
// least; whether people find the way, only people show.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { serve, visit, languages, say, settled } from './kit.mjs';

serve();

// The words, or Chinese characters, that are in view before an element.
function before(target) {
  const range = document.createRange();
  const walk = document.createTreeWalker(document.querySelector('#page'), NodeFilter.SHOW_TEXT);
  let text = '';
  for (let n; (n = walk.nextNode());) {
    if (!(target.compareDocumentPosition(n) & Node.DOCUMENT_POSITION_PRECEDING)) break;
    range.selectNodeContents(n);
    const box = range.getBoundingClientRect();
    if (n.parentElement.checkVisibility() && box.height && !n.parentElement.closest('option')) text += ' ' + n.data;
  }
  return (text.match(/\p{Script=Han}|[^\s\p{Script=Han}]+/gu) || []).length;
}

// Walk counts what it does. Each step reads down to what it uses.
class Walk {
  clicks = 0;
  keys = 0;
  words = 0;
  constructor(page) {
    this.page = page;
  }
  async read(target) {
    await target.waitFor();
    await settled(this.page);
    this.words += await target.evaluate(before);
  }
  async click(target) {
    await this.read(target);
    await target.click();
    this.clicks++;
  }
  async type(target, text) {
    await this.read(target);
    await target.fill(text);
    this.keys += text.length;
  }
  async enter() {
    await this.page.keyboard.press('Enter');
    this.keys++;
  }
}

// Each task starts at the first view, ends when its answer is in view, and has bounds.
const tasks = [
  {
    name: 'may honey be imported, and at what tax',
    most: { clicks: 1, keys: 10 },
    async walk(w, page, lang) {
      await w.type(page.locator('#box'), lang === 'zh' ? '天然蜂蜜' : 'honey');
      await w.enter();
      await w.click(page.locator('.candidates.big button', { hasText: '0409.00' }).first());
      await w.read(page.locator('#channel-general_trade .verdict'));
      return page.locator('#channel-general_trade .sentence');
    },
  },
  {
    name: 'what an answer does to a retail import',
    most: { clicks: 2, keys: 12 },
    async walk(w, page, lang) {
      await w.type(page.locator('#box'), '0409.00.00');
      await w.enter();
      const side = page.locator('.glint', { hasText: say(lang, 'channel.cbec_bonded') });
      await page.locator('.channel').first().waitFor();
      if (await side.isVisible()) await w.click(side);
      const bonded = page.locator('#channel-cbec_bonded');
      await w.click(bonded.getByRole('radio', { name: say(lang, 'no'), exact: true }).first());
      await page.waitForFunction(() => /f\.\w+=no/.test(location.hash));
      await settled(page);
      return bonded.locator('.verdict.ineligible').first();
    },
  },
  {
    name: 'the duty on whisky',
    most: { clicks: 1, keys: 10 },
    async walk(w, page, lang) {
      await w.click(page.getByRole('link', { name: say(lang, 'tab.tariff'), exact: true }));
      await w.type(page.locator('main input[type=search]').first(), '22083000');
      await w.enter();
      await page.waitForFunction(() => /tariff\/22083000/.test(location.hash));
      return page.getByText(say(lang, 'rate.mfn'), { exact: true });
    },
  },
  {
    name: 'may customs be declared from abroad',
    most: { clicks: 2, keys: 6 },
    async walk(w, page, lang) {
      await w.click(page.getByRole('link', { name: say(lang, 'tab.services'), exact: true }));
      await w.type(page.locator('#box'), '7297');
      await w.click(page.locator('label.mode').first());
      await w.page.locator('#box').focus();
      await w.enter();
      await w.read(page.locator('#channel-national .verdict').first());
      return page.locator('#channel-national .sentence');
    },
  },
  {
    name: 'check a file of products',
    most: { clicks: 3, keys: 0 },
    async walk(w, page, lang) {
      await w.click(page.getByRole('link', { name: say(lang, 'next.file'), exact: true }));
      await w.read(page.locator('.drop'));
      const buffer = Buffer.from('sku,hs code\nA,0409000000\nB,22083000\n');
      await page.locator('.drop input').setInputFiles({ name: 'goods.csv', mimeType: 'text/csv', buffer });
      w.clicks++; // the choice of the file
      await w.click(page.locator('.toolbar .go'));
      return page.locator('table.grid tbody .verdict').nth(7);
    },
  },
];

for (const lang of languages)
  for (const wide of [1280, 390])
    test(`${lang}, ${wide} wide: five tasks`, async t => {
      for (const task of tasks)
        await visit('#/check?lang={lang}', { lang, wide, high: 844 }, async page => {
          const w = new Walk(page);
          const answer = await task.walk(w, page, lang);
          await w.read(answer);
          t.diagnostic(`${task.name}: ${w.clicks} clicks, ${w.keys} keys, ${w.words} words in view on the way`);
          for (const [what, most] of Object.entries(task.most))
            assert.ok(w[what] <= most, `${task.name}: ${w[what]} ${what}, at most ${most}`);
        });
    });

// The end of a year: what a maintainer is told in December, and duties by origin that
// are brought in.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { languages, say, serve, visit, at } from './kit.mjs';

serve('-clock', '2026-12-10T10:00:00+08:00');

// signed has the maintainer's token in the page from the start.
const signed = page => page.addInitScript(token => sessionStorage.setItem('token.maintainer', token), at.maintainer);

for (const lang of languages) {
  // What is due leads to bringing it in.
  test(`${lang}: in December a maintainer is told that the next schedule is due`, () =>
    visit('#/maintain?lang={lang}', { lang, prepare: signed }, async page => {
      const due = page.locator('.due', { hasText: '2027-01-01' });
      await due.getByText(lang === 'zh' ? '尚未收录' : 'is not held').waitFor();
      await due.getByRole('link', { name: say(lang, 'bring'), exact: true }).click();
      await page.locator('#b-edition').waitFor();
      assert.match(page.url(), /list=cn-tariff/);
    }));

  test(`${lang}: a maintainer sees which duties by origin an amendment brings`, () =>
    visit('#/maintain/bring?list=cn-tariff&edition=2026-12&amends=2026&effective=2026-12-15&lang={lang}', { lang, prepare: signed }, async page => {
      await page.locator('.drop input').setInputFiles({
        name: 'duties.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('措施编号,措施种类,原产地,税则号列,加征税率\nus-all-goods,加征关税,美国,所有商品,20\n'),
      });
      await page.locator('#b-document').fill('示例');
      await page.locator('#b-published').fill('示例');
      await page.getByRole('button', { name: say(lang, 'bring.go') }).click();
      await page.locator('.stamp.draft').waitFor();
      await page.getByText(say(lang, 'diff.tariff.duties')).waitFor();
      const row = page.locator('.diff li', { hasText: 'us-all-goods' });
      await row.getByText('20%').waitFor();
    }));
}

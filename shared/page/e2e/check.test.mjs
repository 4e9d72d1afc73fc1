// A check from the first word to the printed page.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { serve, visit, picture, pictures, languages, say, settled, drawn, copied, at } from './kit.mjs';

serve();

const honey = '#/check?q=0409.00.00&code=04090000&day=2026-03-01&origin=NZ&price=129&qty=2&lang={lang}';

for (const lang of languages) {
  // Rules 1 and 2: one box, no code demanded, no sign-in before an answer; the day in view.
  test(`${lang}: from words to a decision`, () =>
    visit('', { lang }, async page => {
      const box = page.getByRole('combobox', { name: say(lang, 'box.label') });
      await box.pressSequentially(lang === 'zh' ? '蜂蜜' : 'honey');
      const option = page.locator('[role=option]').first();
      await option.waitFor();
      assert.match(await page.getByLabel(say(lang, 'day')).inputValue(), /^\d{4}-\d\d-\d\d$/);
      await picture(page, `suggestions-${lang}`, false);
      // Return sends the text that is seen, and no suggestion that was not chosen.
      await box.press('Enter');
      await page
        .getByRole('heading', { name: say(lang, 'which.one', { q: lang === 'zh' ? '蜂蜜' : 'honey' }) })
        .waitFor();
      await settled(page);
      await picture(page, `candidates-${lang}`);
      await page.locator('.candidates.big button', { hasText: '0409.00' }).first().click();
      await page.locator('.channel').nth(3).waitFor();
      assert.equal(await page.locator('.channel').count(), 4);
      assert.equal(await box.inputValue(), lang === 'zh' ? '蜂蜜' : 'honey');
      await page.waitForFunction(() => /day=\d{4}/.test(location.hash));
    }));

  // Rules 4, 5 and 6: verdict and basis together; a condition with its question; the sum.
  test(`${lang}: an answer changes the decision, and back takes it back`, () =>
    visit(honey, { lang }, async page => {
      const bonded = page.locator('#channel-cbec_bonded');
      await bonded.waitFor();
      await settled(page);
      await picture(page, `decision-${lang}`);
      assert.match(
        await bonded.locator('header .verdict').innerText(),
        new RegExp(say(lang, 'verdict.undetermined')),
      );
      assert.ok(await bonded.locator('header .basis').isVisible());
      assert.match(
        await page.locator('#channel-general_trade .formula code').first().innerText(),
        /258\.00 × 15% = 38\.70/,
      );
      const question = bonded.locator('.question').first();
      const legend = await question.locator('legend').innerText();
      await question.getByRole('radio', { name: say(lang, 'no'), exact: true }).click();
      await page.waitForFunction(() => /f\.\w+=no/.test(location.hash));
      await settled(page);
      assert.match(await bonded.locator('header .verdict').innerText(), new RegExp(say(lang, 'verdict.ineligible')));
      await page.goBack();
      await page.waitForFunction(() => !/f\.\w+=no/.test(location.hash));
      await settled(page);
      assert.match(
        await bonded.locator('header .verdict').innerText(),
        new RegExp(say(lang, 'verdict.undetermined')),
      );
      // Not knowing is an answer too: it says where to find out, and stays in the address.
      await bonded
        .locator('.question', { hasText: legend })
        .getByRole('radio', { name: say(lang, 'unknown') })
        .click();
      await bonded.locator('.question', { hasText: legend }).getByText(say(lang, 'unknown.goes.on')).waitFor();
      await page.reload();
      await bonded.locator('.question', { hasText: legend }).getByText(say(lang, 'unknown.goes.on')).waitFor();
    }));

  // Rule 8: the English page has the Chinese original beside, the Chinese page no English.
  test(`${lang}: no third language`, () =>
    visit(honey, { lang }, async page => {
      await page.locator('.channel').nth(3).waitFor();
      assert.equal(await page.locator('html').getAttribute('lang'), lang === 'zh' ? 'zh-CN' : 'en');
      await page
        .locator('.channel details')
        .first()
        .evaluate(d => {
          d.open = true;
        });
      if (lang === 'en') return assert.ok((await page.locator('.citation q[lang="zh-CN"]').count()) > 0);
      const strange = await page.evaluate(() => {
        const found = [],
          walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let n; (n = walk.nextNode());) {
          const e = n.parentElement;
          if (
            !e.checkVisibility() ||
            e.closest('[lang="en"], code, .code, option, .source, .settles, .reason.list, .citation')
          )
            continue;
          const latin = n.data.match(/[A-Za-z]{4,}/g);
          if (latin) found.push(n.data.trim());
        }
        return found;
      });
      assert.deepEqual(
        strange.filter(s => !/^SHA-256$/.test(s)),
        [],
      );
    }));

  // Rules 7, 9 and 11: the link holds the question; the same in another tab, language and window.
  test(`${lang}: a link for the check`, () =>
    visit(honey, { lang }, async (page, context) => {
      await page.locator('.channel').nth(3).waitFor();
      const link = await copied(page, say(lang, 'copy.link'), say(lang, 'link.copied'));
      assert.match(link, /day=2026-03-01/);
      const other = await context.newPage();
      await other.goto(link);
      await other.locator('.channel').nth(3).waitFor();
      const verdicts = p => p.locator('.channel > header .verdict').allInnerTexts();
      assert.deepEqual(await verdicts(other), await verdicts(page));
      assert.equal(await other.locator('.notice').count(), 0);
      // A link from other lists says that they have moved on.
      await other.goto(link.replace(/lists=\w+/, 'lists=0000'));
      await other.locator('.notice').waitFor();
      const next = lang === 'zh' ? 'English' : '中文';
      await page.getByRole('button', { name: next }).click();
      await page.waitForFunction(l => document.documentElement.lang !== l, lang === 'zh' ? 'zh-CN' : 'en');
      assert.match(page.url(), /code=04090000.*origin=NZ.*price=129/);
      const now = lang === 'zh' ? 'en' : 'zh';
      assert.match(await copied(page, say(now, 'copy.details'), say(now, 'details.copied')), /0409\.00\.00/);
    }));

  // Rule 11: one A4 page with sources, hashes and the day; and a document that needs no network.
  test(`${lang}: printed on one page, and saved`, () =>
    visit(honey, { lang }, async (page, context) => {
      await page.locator('.channel').nth(3).waitFor();
      await settled(page);
      const file = join(pictures, `print-${lang}.pdf`);
      writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
      const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
      assert.match(info, /Pages:\s+1\n/);
      assert.match(info, /Page size:.*A4/);
      const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
      assert.match(text, /[0-9a-f]{64}/);
      for (const part of [
        '0409.00.00',
        '2026',
        say(lang, 'not.checked'),
        say(lang, 'channel.yiwu_pilot'),
        '258.00 × 15%',
        'day=2026-03-01',
      ])
        assert.ok(
          text.replace(/\s+/g, ' ').includes(part) || text.replace(/\s+/g, '').includes(part.replace(/\s+/g, '')),
          part,
        );
      execFileSync('pdftoppm', ['-r', '70', '-png', '-singlefile', file, file.replace('.pdf', '')]);
      const [saved] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: say(lang, 'save') }).click(),
      ]);
      const kept = join(pictures, `saved-${lang}.html`);
      await saved.saveAs(kept);
      const html = readFileSync(kept, 'utf8');
      assert.doesNotMatch(html, /<script|src=|<link/);
      const alone = await context.newPage();
      await context.setOffline(true);
      await alone.goto('file://' + kept);
      assert.ok(await alone.getByText('0409.00.00').first().isVisible());
      await alone.screenshot({ path: kept.replace('.html', '.png'), fullPage: true });
    }));

  // Other texts than the schedule tax loose diamonds: no line of the tax is held, and a note says why.
  test(`${lang}: a tax without lines has its note`, () =>
    visit('#/check?q=7102390000&code=7102390000&day=2026-03-01&price=5000&qty=1&lang={lang}', { lang }, async page => {
      const tax = page.locator('#channel-general_trade .tax');
      await tax.waitFor();
      assert.equal(await tax.locator('table').count(), 0);
      const note = tax.locator('details.cited', { hasText: lang === 'zh' ? '上海钻石交易所' : 'Shanghai Diamond Exchange' });
      await note.locator('summary').click();
      await note.locator('.citation', { hasText: '财税〔2006〕65号' }).waitFor();
    }));

  test(`${lang}: a service in three places`, () =>
    visit('#/services?lang={lang}', { lang }, async page => {
      const box = page.getByRole('combobox', { name: say(lang, 'service.label') });
      await box.pressSequentially(lang === 'zh' ? '报关' : '7297');
      if (lang === 'zh') {
        await page.locator('[role=option]').filter({ hasText: '7297' }).click();
      } else {
        await box.press('Enter');
      }
      await page.locator('.channel').nth(2).waitFor();
      await page.locator('.mode input[value="1"]').check();
      await page.waitForFunction(() => /mode=1/.test(location.hash));
      await settled(page);
      assert.equal(await page.locator('.channel').count(), 3);
      await picture(page, `service-${lang}`);
      await page.locator('#channel-national .question input[type=checkbox]').first().click();
      await page.waitForFunction(() => /f\.activity=/.test(location.hash));
      await settled(page);
      assert.ok((await page.locator('.next a').count()) >= 2);
    }));
}

// Rule 10's other half: a bad code is answered in words, and leads on.
for (const [code, want] of [
  ['0409.0', 'invalid_code'],
  ['9999999999', null],
  ['12345678901', 'invalid_code'],
]) {
  test(`a bad code: ${code}`, () =>
    visit('', { expect: ['400'] }, async page => {
      await page.locator('#box').fill(code);
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      if (want) {
        await page.locator('.trouble').waitFor();
        assert.match(await page.locator('.trouble').innerText(), /2, 4, 6, 8 or 10 digits/);
        await page.locator('.trouble li a').first().click(); // which leads to the field
        assert.equal(await page.evaluate(() => document.activeElement.id), 'box');
      } else {
        await page.locator('.channel').nth(3).waitFor();
        assert.match(await page.locator('.channel').first().innerText(), /not a code|Undetermined/);
      }
      assert.equal(await page.locator('#box').inputValue(), code);
    }));
}

// Rule 9: a slow list of suggestions never takes the place of a newer one, nor of what is typed.
test('suggestions that come late are thrown away', () => {
  let asked, letGo;
  const first = new Promise(done => (asked = done)),
    last = new Promise(done => (letGo = done));
  let n = 0;
  const prepare = page =>
    page.route(/\/v1\/.*[?&]q=/, async route => {
      if (n++ === 0) {
        asked(route.request());
        await last; // the first answer comes last
      }
      await route.continue().catch(() => {});
    });
  return visit('', { prepare }, async page => {
      const box = page.locator('#box');
      await box.pressSequentially('hon');
      const slow = await first; // for what was typed by then
      await box.fill('whisk');
      await page.locator('[role=option]', { hasText: /whisk/i }).first().waitFor();
      const late = page.waitForResponse(r => r.request() === slow);
      letGo();
      await (await late).finished();
      await drawn(page);
      assert.match((await page.locator('[role=option]').allInnerTexts()).join(' '), /whisk/i);
      assert.equal(await box.inputValue(), 'whisk');
      // By the keyboard alone.
      await box.press('ArrowDown');
      assert.equal(await page.locator('[role=option][aria-selected=true]').count(), 1);
      await box.press('Escape');
      assert.equal(await page.locator('[role=option]:visible').count(), 0);
      assert.equal(await box.inputValue(), 'whisk');
  });
});

// Rule 3: each candidate stands with its parents.
test('no bare “Other”', () =>
  visit('#/check?q=frozen&lang=en', async page => {
    await page.locator('.candidates.big li').first().waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.candidates.big .parents')].every(p => p.textContent.trim()),
    );
  }));

// Rule 9: what is typed survives a reload, another view and the back button.
test('nothing typed is lost', () =>
  visit('', async page => {
    await page.locator('#box').fill('some thing');
    await page.locator('#price').fill('12.50');
    await page.reload();
    assert.equal(await page.locator('#box').inputValue(), 'some thing');
    assert.equal(await page.locator('#price').inputValue(), '12.50');
    await page.getByRole('link', { name: 'Look up' }).click();
    await page.getByRole('heading', { name: 'Tariff' }).waitFor();
    await page.goBack();
    assert.equal(await page.locator('#box').inputValue(), 'some thing');
  }));

test('the sheet of a long answer fits one page', () =>
  visit('#/check?q=x&code=0306149090&day=2026-03-01&origin=JP&lang=en', async page => {
    await page.locator('.channel').nth(3).waitFor();
    const file = join(pictures, 'print-long.pdf');
    writeFileSync(file, await page.pdf({ preferCSSPageSize: true }));
    assert.match(execFileSync('pdfinfo', [file], { encoding: 'utf8' }), /Pages:\s+1\n/);
    assert.ok(statSync(file).size > 10000);
  }));

// Sellers, maintainers and wholesalers at work.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { serve, visit, picture, languages, say, settled, api, at } from './kit.mjs';

serve();

// signIn pastes a token, as one does on a machine of one's own.
async function signIn(page, lang, token) {
  await page.locator('#token').fill(token);
  await page.getByRole('button', { name: say(lang, 'sign.in'), exact: true }).click();
}

for (const lang of languages) {
  test(`${lang}: a seller submits, answers later, and is told`, () =>
    visit(
      '#/sellers/new?code=0409000000&origin=NZ&price=129&qty=1&day=2026-03-01&lang={lang}',
      { lang, expect: ['401', '403'] },
      async page => {
        await page.locator('#token').waitFor();
        await picture(page, `sign-in-${lang}`, false);
        // A token of another kind is refused in words.
        await signIn(page, lang, at.maintainer);
        await page.getByText(say(lang, 'sign.in.other', { x: say(lang, 'scope.seller') })).waitFor();
        await signIn(page, lang, at.seller);
        await page.locator('#new-ref').fill('SKU-' + lang);
        await page.getByRole('button', { name: say(lang, 'submit'), exact: true }).click();
        await page.getByRole('heading', { name: say(lang, 'history') }).waitFor();
        await settled(page);
        assert.match(await page.locator('.subject').innerText(), new RegExp('SKU-' + lang));
        await page
          .locator('#channel-cbec_bonded .question')
          .first()
          .getByRole('radio', { name: say(lang, 'yes'), exact: true })
          .click();
        await page.getByText(say(lang, 'answers.pending.one')).waitFor();
        await page.getByRole('button', { name: say(lang, 'answers.save') }).click();
        await page.getByText(say(lang, 'answers.pending.one')).waitFor({ state: 'detached' });
        await settled(page);
        await picture(page, `submission-${lang}`);
        await page.getByRole('link', { name: say(lang, 'submissions') }).click();
        await page.locator('table.grid tbody tr').first().waitFor();
        await settled(page);
        await picture(page, `submissions-${lang}`);
        assert.ok((await page.locator('.stacked i').count()) > 0);
        await page.getByLabel(say(lang, 'verdict'), { exact: true }).selectOption('eligible');
        await page.getByText(say(lang, 'filter.none')).waitFor();
        await page.getByRole('link', { name: say(lang, 'webhooks') }).click();
        await page.locator('#hook-url').fill('http://127.0.0.1:19999/');
        await page.getByRole('button', { name: say(lang, 'webhook.add') }).click();
        await page.getByText(/whsec_/).waitFor();
        await page.locator('table tbody a').first().click();
        page.on('dialog', d => d.accept());
        await page.getByRole('button', { name: say(lang, 'remove'), exact: true }).click();
        await page.getByText(say(lang, 'webhooks.none'), { exact: true }).waitFor();
        await page.getByRole('button', { name: say(lang, 'sign.out') }).click();
        await page.locator('#token').waitFor();
      },
    ));

  test(`${lang}: a maintainer brings a list in, publishes it, and takes it back`, () =>
    visit('#/maintain?lang={lang}', { lang, expect: ['422', '409'] }, async page => {
      const ref = 'reached-' + lang;
      const made = await api(
        'POST',
        '/v1/submissions',
        { as_of: '2026-03-01', item: { ref, hs_code: '04090000' } },
        at.seller,
      );
      assert.equal(made.status, 201);
      await page.locator('#token').waitFor();
      await signIn(page, lang, at.maintainer);
      await page.locator('p.due', { hasText: '1,476' }).waitFor();
      await settled(page);
      await picture(page, `due-${lang}`);
      await page
        .getByRole('link', { name: say(lang, 'bring') })
        .first()
        .click();
      await page.locator('#b-edition').fill('2022');
      const annex = rows => ({
        name: 'annex.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('序号,税则号列,货品名称,备注\n' + rows),
      });
      // A file with problems: each with its row and column, and nothing typed is lost.
      await page.locator('.drop input').setInputFiles(annex('1,0409000,天然蜂蜜,\n'));
      await page.getByRole('button', { name: say(lang, 'bring.go') }).click();
      const problem = page.locator('.trouble tbody tr').first();
      await problem.waitFor();
      assert.match(await problem.innerText(), /annex\.csv\s+2\s+税则号列/);
      await picture(page, `refused-${lang}`);
      assert.equal(await page.locator('#b-edition').inputValue(), '2022');
      const whole = await annexOf('2022');
      await page.locator('.drop').evaluate((zone, text) => {
        // dropped, this time
        const data = new DataTransfer();
        data.items.add(new File([text], 'annex-2022.csv', { type: 'text/csv' }));
        zone.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      }, whole);
      for (const what of ['bring.partial', 'finding.rows_jump', 'finding.coverage_falls'])
        await page.getByLabel(say(lang, what)).check();
      await page.getByRole('button', { name: say(lang, 'bring.go') }).click();
      await page.locator('.stamp.draft').waitFor();
      await settled(page);
      await page.locator('.diff .added').first().waitFor();
      await picture(page, `draft-${lang}`);
      await page.getByRole('button', { name: say(lang, 'publish') }).click();
      await page.locator('.stamp.published').waitFor();
      // The seller's answer has changed, and the history says why.
      const told = await visitAsSeller(page, lang, made.body.id);
      assert.match(told, /2022/);
      await page.goBack();
      await page.locator('.stamp.published').waitFor();
      page.on('dialog', d => d.accept());
      await page.getByLabel(say(lang, 'withdraw.why')).fill('a trial');
      await page.getByRole('button', { name: say(lang, 'withdraw'), exact: true }).click();
      await page.locator('.stamp.withdrawn').waitFor();
      await page.locator('.crumbs a').last().click();
      await page.locator('table tbody tr').first().waitFor();
    }));

  // The tariff of a year comes in by the same way; what stands against it is accepted on the draft.
  test(`${lang}: a maintainer brings the tariff of a year in`, () =>
    visit('#/maintain/bring?list=cn-tariff&edition=2027&effective=2027-01-01&lang={lang}', { lang, expect: ['409'] }, async page => {
      await signIn(page, lang, at.maintainer);
      await page.locator('.drop input').setInputFiles({
        name: '2027.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(
          '商品编码,商品名称,第一法定单位,第二法定单位,最惠国税率,暂定税率,普通税率,增值税率,消费税率,监管条件,检验检疫类别\n' +
            '0409000000,天然蜂蜜,千克,,10,,80,9,0,AB,PR/QS\n2208300000,威士忌酒,升,千克,5,,180,13,20,AB,R/S\n',
        ),
      });
      await page.locator('#b-stated').fill('2');
      await page.locator('#b-document').fill('示例');
      await page.locator('#b-published').fill('示例');
      await page.getByRole('button', { name: say(lang, 'bring.go') }).click();
      await page.locator('.stamp.draft').waitFor();
      await page.getByText(say(lang, 'diff.tariff.ended')).waitFor();
      const honey = page.locator('tbody tr', { hasText: '0409.00.00.00' }).first();
      assert.match(await honey.innerText(), new RegExp(say(lang, 'cell.down')));
      await page.getByRole('button', { name: say(lang, 'publish') }).click();
      await page.getByText(say(lang, 'advice.findings_not_accepted')).waitFor();
      await page.locator('.findings .stops').getByText(say(lang, 'finding.accept')).click();
      await picture(page, `tariff-draft-${lang}`, false);
      await page.getByRole('button', { name: say(lang, 'publish') }).click();
      await page.locator('.stamp.published').waitFor();
      page.on('dialog', d => d.accept());
      await page.getByRole('button', { name: say(lang, 'withdraw'), exact: true }).click();
      await page.locator('.stamp.withdrawn').waitFor();
    }));

  // Rule 10: the user's own file, whatever its headings; errors by row, and as a file.
  test(`${lang}: a catalogue from a file`, () =>
    visit('#/file?lang={lang}&day=2026-03-01', { lang }, async page => {
      const take = (name, buffer) =>
        page.locator('.drop input').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
      await take(
        'goods.csv',
        Buffer.from(
          '备注栏;品名;税号;原产国;单价\n;蜂蜜;0409.00.00;新西兰;¥129\n;威士忌;22083000;GB;"1,300.00"\n;坏;12x;NZ;1\n;缺零;4090000;NZ;1\n',
        ),
      );
      await page.locator('.toolbar .go').click();
      await page.locator('table.grid tbody .verdict').nth(7).waitFor();
      assert.equal(await page.locator('table.grid .wrong').count(), 2);
      assert.match(await page.locator('table.grid tbody tr').nth(2).innerText(), /^4[\s\S]*12x/);
      await picture(page, `catalogue-${lang}`);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: say(lang, 'file.problems', { n: 2 }) }).click(),
      ]);
      const csv = readFileSync(await file.path(), 'utf8');
      assert.equal(csv.trim().split('\r\n').length, 3);
      assert.match(csv, /12x/);
      // A workbook, with headings on another row.
      await take('goods.xlsx', readFileSync(new URL('../../annex/testdata/goods.xlsx', import.meta.url)));
      await page.locator('.drop', { hasText: 'goods.xlsx' }).waitFor();
      assert.notEqual(await page.locator('#col-hs_code').inputValue(), '');
      await take('broken.xlsx', Buffer.from('PK\u0003\u0004 no workbook'));
      await page.getByText(say(lang, 'file.unreadable'), { exact: true }).waitFor();
    }));

  test(`${lang}: the tariff, the lists and their rows`, () =>
    visit('#/tariff/22?day=2026-03-01&lang={lang}', { lang }, async page => {
      await page.getByRole('link', { name: '2208', exact: true }).click();
      await page.getByRole('link', { name: '2208.30', exact: true }).click();
      await settled(page);
      await page
        .getByRole('link', { name: /^2208\.30\.00/ })
        .last()
        .click();
      await page.getByText(say(lang, 'rate.mfn'), { exact: true }).waitFor();
      await page.locator('.duties li', { hasText: lang === 'zh' ? '美国' : 'United States' }).first().waitFor();
      await settled(page);
      await picture(page, `tariff-${lang}`);
      await page.getByLabel(say(lang, 'day')).fill('2026-01-15');
      await page.waitForFunction(() => /day=2026-01-15/.test(location.hash));
      await page.goto(`${at.url}/#/lists?lang=${lang}`);
      await page.getByRole('link', { name: '2016-1', exact: true }).click();
      await page.locator('table tbody tr').nth(10).waitFor();
      await picture(page, `edition-${lang}`);
      await page.getByLabel(say(lang, 'filter')).fill('0409');
      await page.getByRole('button', { name: say(lang, 'look.up') }).click();
      await page.waitForFunction(() => document.querySelectorAll('table tbody tr').length === 1);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: say(lang, 'download.csv') }).click(),
      ]);
      assert.match(readFileSync(await file.path(), 'utf8'), /04090000,天然蜂蜜/);
      await page.locator('table tbody a').first().click();
      await page.locator('article .citation').waitFor();
      await page.goto(`${at.url}/#/lists/cbec-retail-import/diff?from=2016-1&to=2016-2&lang=${lang}`);
      await page.locator('.counts dd').first().waitFor();
      await page.goto(`${at.url}/#/sectors/7231?lang=${lang}`);
      await page.getByRole('heading', { name: say(lang, 'laws') }).waitFor();
      await picture(page, `sector-${lang}`);
      // An old code leads to today's.
      await page.goto(`${at.url}/#/tariff/04031000?day=2026-03-01&lang=${lang}`);
      await page.getByText(say(lang, 'became')).waitFor();
    }));
}

// visitAsSeller opens a submission once it has been decided again, in the background.
async function visitAsSeller(page, lang, id) {
  const until = Date.now() + 30000;
  const decisions = async () => (await api('GET', `/v1/submissions/${id}/decisions`, undefined, at.seller)).body.items;
  while ((await decisions()).length < 2) {
    assert.ok(Date.now() < until, 'the submission was not decided again');
    await new Promise(later => setTimeout(later, 50));
  }
  await page.goto(`${at.url}/#/sellers/${id}?lang=${lang}`);
  await signIn(page, lang, at.seller);
  await page.locator('.history li').nth(1).waitFor();
  await settled(page);
  await picture(page, `history-${lang}`);
  return page.locator('.history li').first().innerText();
}

// annexOf writes the rows that an edition holds, and two more, as an annex would:
// one that leaves out what is held is refused.
async function annexOf(edition) {
  const held = await api('GET', `/v1/lists/cbec-retail-import/editions/${edition}/entries?limit=100&lang=both`);
  const codes = held.body.items.filter(e => e.kind === 'listed').map(e => [e.hs_code, e.name_zh || '商品', '']);
  for (const more of [
    ['04090000', '天然蜂蜜', ''],
    ['22083000', '威士忌酒', '仅限网购保税商品'],
  ])
    if (!codes.some(([code]) => code === more[0])) codes.push(more);
  return ['序号,税则号列,货品名称,备注', ...codes.map((c, i) => [i + 1, ...c].join())].join('\n') + '\n';
}

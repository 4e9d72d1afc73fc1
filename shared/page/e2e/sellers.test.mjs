// What sellers do with many products at once, and what readers and maintainers say to
// each other.
import { test, before, after } from 'node:test';
import { createServer } from 'node:http';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { serve, visit, picture, accessible, languages, say, settled, api, at } from './kit.mjs';

serve();

// A shop that takes what it is told, or refuses it. Asked for its challenge, it repeats it.
let refuses = false;
const told = [];
const shop = createServer(async (request, answer) => {
  let body = '';
  for await (const part of request) body += part;
  told.push({ headers: request.headers, body });
  const { challenge } = JSON.parse(body).data || {};
  if (refuses) answer.writeHead(500).end();
  else answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ challenge }));
});
before(() => new Promise(ready => shop.listen(0, '127.0.0.1', ready)));
after(() => shop.close());

const signedIn = async page => {
  await page.evaluate(
    ([seller, maintainer]) => {
      sessionStorage.setItem('token.seller', seller);
      sessionStorage.setItem('token.maintainer', maintainer);
    },
    [at.seller, at.maintainer],
  );
  await page.reload();
};

for (const lang of languages) {
  test(`${lang}: a catalogue as a job, from the upload to the result`, () =>
    visit('#/sellers/catalogues?lang={lang}', { lang }, async page => {
      await page.route('**/v1/catalogues?*', route => route.fulfill({ json: { items: [], next_cursor: null } }));
      await signedIn(page);
      await page.getByText(say(lang, 'catalogues.none'), { exact: true }).waitFor();
      await picture(page, `catalogues-empty-${lang}`, false);
      await page.unroute('**/v1/catalogues?*');
      const rows = Array.from({ length: 400 }, (_, i) => `SKU-${i},${['0409000000', '22083000', '4090000', '33049900'][i % 4]},NZ,129,x`);
      await page.locator('.drop input').setInputFiles({
        name: 'spring.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('货号,税号,原产国,单价,颜色\n' + rows.join('\n')),
      });
      await page.locator('.drop', { hasText: 'spring.csv' }).waitFor();
      await page.getByLabel(say(lang, 'channel.cbec_direct')).uncheck();
      await page.getByRole('button', { name: say(lang, 'catalogue.start') }).click();
      await page.locator('.stamp.done').waitFor();
      const counts = await page.locator('.counts dd').allInnerTexts();
      assert.deepEqual(counts, ['400', '300', '100', '0']);
      await page.getByText(say(lang, 'chart.settle')).waitFor();
      await page.getByText(say(lang, 'problem.lost_zero'), { exact: true }).waitFor();
      assert.equal(await page.getByText(say(lang, 'channel.cbec_direct')).count(), 0);
      assert.match(await page.locator('main').innerText(), /颜色/); // the column that means nothing here is named
      await picture(page, `catalogue-job-${lang}`);
      await accessible(page, `catalogue ${lang}`);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: say(lang, 'catalogue.result', { x: 'CSV' }) }).click(),
      ]);
      assert.equal(file.suggestedFilename(), 'spring-checked.csv');
      assert.match(readFileSync(await file.path(), 'utf8'), /SKU-399/);
      await page.getByRole('link', { name: say(lang, 'catalogues'), exact: true }).first().click();
      await page.getByRole('link', { name: 'spring.csv' }).first().waitFor();
    }));

  test(`${lang}: an upload that fails keeps the file, and a file without a table says so`, () =>
    visit('#/sellers/catalogues?lang={lang}', { lang, expect: ['Failed to load', 'ERR_FAILED', '422'] }, async page => {
      await signedIn(page);
      await page.route('**/v1/catalogues', (route, request) =>
        request.method() === 'POST' ? route.abort() : route.continue(),
      );
      await page.locator('.drop input').setInputFiles({ name: 'no.csv', mimeType: 'text/csv', buffer: Buffer.from('nothing here\n1\n') });
      await page.getByRole('button', { name: say(lang, 'catalogue.start') }).click();
      await page.getByText(say(lang, 'trouble.unreachable.title')).waitFor();
      await page.unroute('**/v1/catalogues');
      await page.getByRole('button', { name: say(lang, 'again') }).click();
      await page.locator('.stamp.failed').waitFor();
      assert.match(await page.locator('.trouble').innerText(), /\S/);
    }));

  // Rule 10: rows are added by pasting, and submitted together; a refused one says why.
  test(`${lang}: pasted rows, submitted in one go`, () =>
    visit('#/file?lang={lang}&day=2026-03-01', { lang }, async page => {
      await signedIn(page);
      await page.getByText(say(lang, 'file.paste')).click();
      const rows = Array.from({ length: 130 }, (_, i) => `P-${lang}-${i}\t0409000000\tNZ`);
      await page.locator('#pasted').fill('sku\ths code\torigin\n' + rows.join('\n'));
      await page.reload(); // what was pasted stays
      await page.getByText(say(lang, 'file.paste')).click();
      assert.match(await page.locator('#pasted').inputValue(), /P-\w\w-129/);
      await page.getByRole('button', { name: say(lang, 'file.paste.take') }).click();
      await page.getByRole('button', { name: say(lang, 'file.check', { n: '130' }) }).click();
      await page.locator('table.grid tbody tr').nth(129).locator('.verdict').first().waitFor();
      let batches = 0;
      page.on('request', r => (batches += r.url().endsWith('/v1/submissions/batch') ? 1 : 0));
      await page.getByRole('button', { name: say(lang, 'file.submit') }).click();
      await page.locator('.toast', { hasText: say(lang, 'file.submitted', { n: '130' }) }).waitFor();
      assert.equal(batches, 2);
      await page.goto(`${at.url}/#/sellers?lang=${lang}&ref=P-${lang}-129`);
      await page.getByRole('link', { name: `P-${lang}-129` }).waitFor();
    }));

  // Who knows no code submits the name, and chooses among the codes that it may mean.
  test(`${lang}: a product by its name alone, and its code afterwards`, () =>
    visit('#/sellers/new?q=Manuka%20honey&day=2026-03-01&lang={lang}', { lang }, async page => {
      await signedIn(page);
      await page.getByRole('button', { name: say(lang, 'submit'), exact: true }).click();
      await page.getByText(say(lang, 'code.none')).waitFor();
      await page.getByRole('heading', { name: say(lang, 'group.candidates.named') }).first().waitFor();
      await page.locator('.candidates button').first().click();
      await page.locator('.toast', { hasText: say(lang, 'answers.saved') }).waitFor();
      await page.locator('.subject .code', { hasText: '0409' }).waitFor();
      assert.equal(await page.locator('.history li').count(), 2);
    }));

  // Another code than the submission's is another question: what was told goes with it to a new check.
  test(`${lang}: an outdated code, and the code that took its place`, () =>
    visit('#/sellers?lang={lang}', { lang }, async page => {
      const item = { ref: 'OLD-' + lang, hs_code: '04031000', origin: 'NZ' };
      const { body } = await api('POST', '/v1/submissions', { as_of: '2026-03-01', item }, at.seller);
      await signedIn(page);
      await page.goto(`${at.url}/#/sellers/${body.id}?lang=${lang}`);
      await page.locator('.candidates button', { hasText: '0403.20.10' }).first().click();
      await page.waitForFunction(() => /^#\/check\?/.test(location.hash));
      assert.match(page.url(), /code=04032010/);
      assert.match(page.url(), /origin=NZ/);
      assert.match(page.url(), /day=2026-03-01/);
      await page.locator('.subject .code', { hasText: '0403.20.10' }).first().waitFor();
      assert.equal(await page.locator('#box').inputValue(), '04032010');
    }));

  // A service in words is told its sector, and how it is supplied; another sector is asked as a check.
  test(`${lang}: a service in words, its sector, and its mode`, () =>
    visit('#/sellers?lang={lang}', { lang }, async page => {
      const service = { kind: 'service', provider: { home: 'NZ' }, sector: { text: 'legal' } };
      const { body } = await api('POST', '/v1/submissions', { as_of: '2026-03-01', ...service }, at.seller);
      await signedIn(page);
      await page.goto(`${at.url}/#/sellers/${body.id}?lang=${lang}`);
      await page.locator('.candidates button', { hasText: '7231' }).first().click();
      await page.locator('.history li').nth(1).waitFor();
      const mode = page.locator('.question', { hasText: lang === 'zh' ? '提供' : 'service supplied' }).first();
      await mode.locator('.choice').first().click();
      await page.locator('.notice.sticky .go').click();
      await page.locator('.history li').nth(2).waitFor();
      const { body: told } = await api('GET', '/v1/submissions/' + body.id, null, at.seller);
      assert.deepEqual(told.request.sector, { code: '7231', system: 'gbt4754' });
      assert.equal(told.request.mode, 1);
      assert.equal(told.decision.seq, 3);
    }));

  // A list changed and an answer could not follow: it is marked, in the list and beside the answer. No
  // store of a test's has one, so the API's answer is given it.
  test(`${lang}: an answer that may be stale says so`, () =>
    visit('#/sellers?lang={lang}', { lang }, async page => {
      const { body } = await api('POST', '/v1/submissions', { item: { ref: 'STALE-' + lang, hs_code: '0409000000' } }, at.seller);
      const failed = { why: 'undecidable', list: 'cbec-retail-import', publication: 'p', since: '2026-11-01T00:00:00Z', last_at: '2026-11-02T00:00:00Z' };
      await page.route('**/v1/submissions?*', async route => {
        const answer = await (await route.fetch()).json();
        for (const s of answer.items) if (s.id === body.id) s.decision_failed = failed;
        await route.fulfill({ json: answer });
      });
      await page.route(`**/v1/submissions/${body.id}?*`, async route =>
        route.fulfill({ json: { ...(await (await route.fetch()).json()), decision_failed: failed } }),
      );
      await page.route('**/v1/redecisions', route =>
        route.fulfill({
          json: {
            items: [
              {
                ...{ id: 'j', publication: 'p', list: 'cbec-retail-import', edition: '2022', action: 'published' },
                ...{ due_at: failed.since, state: 'failing', parts: 1, parts_done: 1, examined: 9, changed: 2, failed: 1 },
                ...{ retry_at: failed.last_at, failures: [{ submission: body.id, why: 'undecidable', since: failed.since }] },
              },
            ],
            next_cursor: null,
          },
        }),
      );
      await signedIn(page);
      await page.locator('tr', { hasText: 'STALE-' + lang }).getByText(say(lang, 'stale'), { exact: true }).waitFor();
      await page.getByRole('link', { name: 'STALE-' + lang }).click();
      await page.locator('.notice', { hasText: say(lang, 'failure.undecidable') }).waitFor();
      await page.goto(`${at.url}/#/maintain?lang=${lang}`);
      await page.locator('tr', { hasText: say(lang, 'redecision.failing') }).getByText(say(lang, 'failure.undecidable')).waitFor();
    }));

  // Rule 12: said without a cookie or a word about oneself, and read by a maintainer.
  test(`${lang}: was this useful?`, () =>
    visit('#/check?q=0409.00.00&code=04090000&day=2026-03-01&lang={lang}', { lang, expect: ['503', 'Failed to load'] }, async (page, context) => {
      const ask = page.getByRole('group', { name: say(lang, 'useful'), exact: true });
      await ask.getByRole('button', { name: say(lang, 'no'), exact: true }).click();
      const [sent] = await Promise.all([
        page.waitForRequest('**/v1/feedback'),
        ask.getByRole('button', { name: say(lang, 'amiss.unclear') }).click(),
      ]);
      assert.deepEqual(JSON.parse(sent.postData()), { view: 'goods_check', subject: '04090000', useful: false, amiss: 'unclear' });
      assert.equal(sent.headers().authorization, undefined);
      await ask.getByText(say(lang, 'useful.thanks')).waitFor();
      assert.deepEqual(await context.cookies(), []);
      // Where it cannot be sent, that is said and nothing else changes.
      await page.route('**/v1/feedback', route => route.fulfill({ status: 503, body: '{}' }));
      await page.goto(`${at.url}/#/tariff/22083000?day=2026-03-01&lang=${lang}`);
      await page.getByRole('group', { name: say(lang, 'useful') }).getByRole('button', { name: say(lang, 'yes'), exact: true }).click();
      await page.getByText(say(lang, 'useful.failed')).waitFor();
      await page.goto(`${at.url}/#/maintain/readers?lang=${lang}`);
      await signedIn(page);
      await page.locator('tbody tr').filter({ hasText: say(lang, 'amiss.unclear') }).first().waitFor();
      await picture(page, `readers-${lang}`);
      await accessible(page, `readers ${lang}`);
    }));

  test(`${lang}: a webhook, its test and its deliveries`, () =>
    visit('#/sellers/webhooks?lang={lang}', { lang }, async page => {
      await signedIn(page);
      refuses = true;
      await page.locator('#hook-url').fill(`http://127.0.0.1:${shop.address().port}/${lang}`);
      await page.getByRole('button', { name: say(lang, 'webhook.add') }).click();
      await page.getByText(/whsec_/).waitFor();
      // Before it has answered its challenge nothing else is sent there.
      await page.getByRole('link', { name: new RegExp(`/${lang}$`) }).click();
      await page.getByText(say(lang, 'pending'), { exact: true }).waitFor();
      assert.ok(await page.getByRole('button', { name: say(lang, 'test'), exact: true }).isDisabled());
      await picture(page, `pending-${lang}`, false);
      refuses = false;
      await page.getByRole('button', { name: say(lang, 'challenge') }).click();
      await page.getByText(say(lang, 'enabled'), { exact: true }).waitFor();
      await page.getByRole('button', { name: say(lang, 'test'), exact: true }).click();
      await page.getByText(say(lang, 'test.ok')).waitFor();
      const last = told.findLast(x => /webhook\.test/.test(x.body));
      assert.match(last.headers['webhook-signature'], /^v1/);
      await page.locator('tbody tr', { hasText: say(lang, 'delivery.delivered') }).first().waitFor();
      refuses = true;
      await page.getByRole('button', { name: say(lang, 'test'), exact: true }).click();
      await page.locator('tbody tr', { hasText: say(lang, 'delivery.failed') }).first().waitFor();
      refuses = false;
      assert.match(await page.locator('tbody').innerText(), /500/);
      await picture(page, `deliveries-${lang}`);
      await accessible(page, `webhook ${lang}`);
    }));
}

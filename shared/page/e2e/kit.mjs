// What the journeys share: a local server with lists and a store of its own, a
// browser, and pictures of what it shows. `go run ./infra/test -only browser` runs
// them, and names the programs in the environment.
import { spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before } from 'node:test';
import assert from 'node:assert/strict';

const tools = createRequire(join(process.env.PAGE_TOOLS, 'node_modules', 'x.js'));
const { chromium } = tools('playwright-core');
const axe = readFileSync(tools.resolve('axe-core/axe.min.js'), 'utf8');

// Where pictures are kept. `none` takes none, which is for a run that is repeated.
const kept = process.env.PAGE_PICTURES || join(dirname(fileURLToPath(import.meta.url)), 'pictures');
const keeps = kept !== 'none';
export const pictures = keeps ? kept : mkdtempSync(join(tmpdir(), 'page-pictures-'));
mkdirSync(pictures, { recursive: true });

export const languages = ['en', 'zh'];
export const at = {}; // url, seller, maintainer, once the server is up

// A service without a route answers 404 or 405 to it, and the page goes without.
const unsearched = ['404', '405'];

let server, browser, data;

// serve starts the server and the browser around the tests of a file. Flags that are
// known only then are given by a function.
export function serve(...flags) {
  before(async () => {
    flags = (await Promise.all(flags.map(f => (typeof f === 'function' ? f() : f)))).flat();
    data = mkdtempSync(join(tmpdir(), 'page-'));
    server = spawn(process.env.PAGE_SERVER, ['-addr', '127.0.0.1:0', '-data', data, ...flags], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const said = await new Promise((resolve, reject) => {
      let text = '';
      server.stdout.on('data', part => {
        text += part;
        if (/Ctrl-C/.test(text)) resolve(text);
      });
      server.on('exit', code => reject(new Error(`the server ended with ${code}: ${text}`)));
    });
    at.url = /^address: (\S+)/m.exec(said)[1];
    at.seller = /^token:\s+(\S+)/m.exec(said)[1];
    at.maintainer = /^maintainer's token: (\S+)/m.exec(said)[1];
    server.stdout.resume();
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'],
    });
  });
  after(async () => {
    await browser?.close();
    if (server) {
      server.removeAllListeners('exit');
      server.kill();
      await new Promise(done =>
        server.exitCode === null && server.signalCode === null ? server.on('exit', done) : done(),
      );
    }
    if (data) rmSync(data, { recursive: true, force: true });
    if (!keeps) rmSync(pictures, { recursive: true, force: true });
  });
}

// visit opens the page at an address and hands it to the test. What goes wrong in
// the page, a request to another host, or a broken policy fails the test.
export async function visit(address, options, test) {
  if (typeof options === 'function') [options, test] = [{}, options];
  const {
    wide = 1280,
    high = 900,
    scheme = 'light',
    worker = false,
    lang = 'en',
    expect = [],
    hosts = [], // other origins that the page may ask
    prepare,
    ...more
  } = options;
  const context = await browser.newContext({
    viewport: { width: wide, height: high },
    colorScheme: scheme,
    reducedMotion: 'reduce', // what is seen does not depend on when one looks
    serviceWorkers: worker ? 'allow' : 'block',
    locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...more,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(25000);
  const wrong = [];
  page.on('pageerror', error => wrong.push(`error: ${error.stack}`));
  page.on('console', m => {
    if (m.type() === 'error' && ![...expect, ...unsearched].some(e => m.text().includes(e)))
      wrong.push(`console: ${m.text()}`);
  });
  page.on('request', r => {
    const u = new URL(r.url());
    if (/^https?:$/.test(u.protocol) && ![new URL(at.url).origin, ...hosts].includes(u.origin)) wrong.push(`asked another host: ${u}`);
  });
  try {
    if (prepare) await prepare(page, context);
    await page.goto(at.url + '/' + address.replace('{lang}', lang));
    await test(page, context);
    assert.deepEqual(wrong, []);
  } catch (error) {
    await page.screenshot({ path: failure(address, lang), fullPage: true }).catch(() => {});
    error.message += `\nat ${page.url()}, seen in ${failure(address, lang)}`;
    if (wrong.length) error.message += '\nin the page: ' + wrong.join('\n');
    throw error;
  } finally {
    await context.close();
  }
}

// failure is where the picture of a failed test is kept, also when no others are.
const failure = (address, lang) =>
  join(keeps ? pictures : tmpdir(), `failed-${(address || 'first').replace(/\W+/g, '-').slice(0, 40)}-${lang}.png`);

export const picture = async (page, name, full = true) =>
  keeps && page.screenshot({ path: join(pictures, name + '.png'), fullPage: full, animations: 'disabled' });

// accessible fails on what axe calls serious or critical. Of a long table or list the
// first rows are looked at: the others are made by the same lines.
const alike = 'tbody > tr:nth-child(n + 16), .entries > li:nth-child(n + 16), option:nth-child(n + 4)';
export async function accessible(page, where) {
  // The policy lets no script in from a test; evaluating one does not ask it.
  if (!(await page.evaluate(() => window.axe))) await page.evaluate(axe);
  const { violations } = await page.evaluate(
    exclude => window.axe.run({ exclude: [exclude] }, { resultTypes: ['violations'] }),
    alike,
  );
  const bad = violations
    .filter(v => v.impact === 'serious' || v.impact === 'critical')
    .map(
      v =>
        `${where}: ${v.impact} ${v.id}: ${v.help}\n  ${v.nodes
          .slice(0, 4)
          .map(n => n.target.join(' ') + ' ' + (n.any[0]?.message || ''))
          .join('\n  ')}`,
    );
  assert.deepEqual(bad, []);
  return violations.map(v => `${v.impact} ${v.id}`);
}

// words are those of the page, by key and language.
const files = join(dirname(fileURLToPath(import.meta.url)), '..', 'files');
const pairs = name => {
  const source = readFileSync(join(files, name), 'utf8');
  return JSON.parse(source.slice(source.indexOf('{'), source.lastIndexOf('}') + 1));
};
export const words = { ...pairs('words.js'), ...pairs('codes.js') };
export const say = (lang, key, values = {}) =>
  words[key][lang === 'zh' ? 1 : 0].replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

// api asks the API as another client would.
export async function api(method, path, body, token) {
  const answer = await fetch(at.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: 'Bearer ' + token }) },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
}

// settled waits until the address is drawn and nothing is loading.
export async function settled(page) {
  await page.waitForFunction(
    () =>
      document.querySelector('#main')?.dataset.at === location.hash &&
      !document.querySelector('.skeleton, [aria-busy=true]'),
  );
}

// drawn waits until what the page was told last has been drawn.
export const drawn = page =>
  page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));

// copied presses a button that copies, and returns what it has copied, once the page
// says that it has.
export async function copied(page, button, said) {
  await page.getByRole('button', { name: button }).click();
  await page.locator('.toast', { hasText: said }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

// Signing in at an issuer: the code flow with PKCE, against a small one of our own.
import { test, after } from 'node:test';
import { createServer } from 'node:http';
import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import assert from 'node:assert/strict';
import { serve, visit, picture, languages, say, settled, at } from './kit.mjs';

const client = 'page-of-the-test',
  audience = 'the-api';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

// How the issuer behaves in a test: whom it lets in, for how long, with which scopes.
const issuer = { url: '', asked: [], codes: new Map(), life: 600, scope: 'seller maintainer', mood: '' };

const base64url = x => Buffer.from(JSON.stringify(x)).toString('base64url');

function token() {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer.url, aud: audience, sub: 'seller-of-the-issuer', scope: issuer.scope, iat: now, exp: now + issuer.life };
  const text = base64url({ alg: 'RS256', kid: 'one', typ: 'JWT' }) + '.' + base64url(claims);
  return text + '.' + createSign('RSA-SHA256').update(text).sign(privateKey).toString('base64url');
}

// The parts of OpenID Connect that the page and the API ask for.
const routes = {
  '/.well-known/openid-configuration': () => ({
    issuer: issuer.url,
    authorization_endpoint: issuer.url + '/authorize',
    token_endpoint: issuer.url + '/token',
    jwks_uri: issuer.url + '/keys',
  }),
  '/keys': () => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] }),
  '/token': body => {
    const form = new URLSearchParams(body);
    const given = issuer.codes.get(form.get('code'));
    issuer.codes.delete(form.get('code')); // a code is good once
    const proof = createHash('sha256').update(form.get('code_verifier') || '').digest('base64url');
    const good =
      given &&
      form.get('grant_type') === 'authorization_code' &&
      form.get('client_id') === client &&
      form.get('redirect_uri') === given.get('redirect_uri') &&
      proof === given.get('code_challenge');
    return good ? { token_type: 'Bearer', expires_in: issuer.life, access_token: token() } : null;
  },
};

const server = createServer(async (request, answer) => {
  const url = new URL(request.url, issuer.url);
  let body = '';
  for await (const part of request) body += part;
  if (issuer.mood === 'down') return answer.writeHead(503).end();
  if (url.pathname === '/authorize') {
    issuer.asked.push(url.searchParams);
    const back = new URL(url.searchParams.get('redirect_uri'));
    back.searchParams.set('state', issuer.mood === 'mixed up' ? 'another' : url.searchParams.get('state'));
    if (issuer.mood === 'denies') back.searchParams.set('error', 'access_denied');
    else {
      const code = randomUUID();
      issuer.codes.set(code, url.searchParams);
      back.searchParams.set('code', code);
    }
    return answer.writeHead(302, { location: back.href }).end();
  }
  const said = routes[url.pathname]?.(body);
  answer.writeHead(said ? 200 : 400, { 'content-type': 'application/json', 'access-control-allow-origin': at.url || '*' });
  answer.end(JSON.stringify(said || { error: 'invalid_grant' }));
});

serve(async () => {
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  issuer.url = `http://127.0.0.1:${server.address().port}`;
  return ['-issuer', issuer.url, '-client-id', client, '-audience', audience];
});
after(() => server.close());

// signIn presses the button, and waits until the issuer has sent the reader back.
async function signIn(page, lang) {
  await page.getByRole('button', { name: say(lang, 'sign.in'), exact: true }).click();
}

const options = (lang, more) => ({ lang, hosts: [issuer.url], ...more });

for (const lang of languages) {
  test(`${lang}: signed in at the issuer, and back where one was, with what was typed`, () =>
    visit('#/sellers/new?code=0409000000&origin=NZ&lang={lang}', options(lang), async page => {
      Object.assign(issuer, { mood: '', life: 600, asked: [] });
      await page.getByRole('button', { name: say(lang, 'sign.in'), exact: true }).waitFor();
      assert.equal(await page.locator('#token').count(), 0); // nothing is pasted where there is an issuer
      await picture(page, `sign-in-issuer-${lang}`, false);
      await signIn(page, lang);
      await page.locator('#new-code').waitFor();
      assert.equal(await page.locator('#new-code').inputValue(), '0409000000');
      assert.equal(new URL(page.url()).search, ''); // neither code nor state stays in the address
      const [asked] = issuer.asked;
      assert.equal(asked.get('response_type'), 'code');
      assert.equal(asked.get('code_challenge_method'), 'S256');
      assert.match(asked.get('code_challenge'), /^[\w-]{43}$/);
      assert.match(asked.get('scope'), /openid.*seller.*maintainer/);
      await page.getByText('seller-of-the-issuer').waitFor();
      await page.locator('#new-ref').fill('SIGNED-' + lang);
      await page.getByRole('button', { name: say(lang, 'submit'), exact: true }).click();
      await page.getByRole('heading', { name: say(lang, 'history') }).waitFor();
      // The same sign-in serves the maintainer's pages, since it carries that scope.
      await page.goto(`${at.url}/#/maintain?lang=${lang}`);
      await page.getByRole('link', { name: say(lang, 'readers') }).waitFor();
    }));

  test(`${lang}: a sign-in that ends leaves what was typed`, () =>
    visit('#/sellers/new?code=0409000000&lang={lang}', options(lang, { expect: ['401', '403'] }), async page => {
      Object.assign(issuer, { mood: '', life: 600, asked: [] });
      await page.clock.install();
      await page.getByRole('button', { name: say(lang, 'sign.in'), exact: true }).waitFor();
      await signIn(page, lang);
      await page.locator('#new-ref').fill('KEPT-' + lang);
      await page.clock.fastForward(601_000); // the end is seen when it comes, whatever one does
      await page.getByText(say(lang, 'trouble.expired')).waitFor();
      issuer.life = 3600; // from now, which the page takes for ten minutes ago
      await signIn(page, lang);
      await page.locator('#new-ref').waitFor();
      assert.equal(await page.locator('#new-ref').inputValue(), 'KEPT-' + lang);
      await page.getByRole('button', { name: say(lang, 'submit'), exact: true }).click();
      await page.getByRole('heading', { name: say(lang, 'history') }).waitFor();
    }));

  // Denied, mixed up or down: it is said in words, nobody is signed in, and it can be tried again.
  test(`${lang}: a sign-in that fails`, () =>
    visit('#/sellers?lang={lang}', options(lang, { expect: ['503', 'CORS', 'Failed to load'] }), async page => {
      const button = page.getByRole('button', { name: say(lang, 'sign.in'), exact: true });
      for (const mood of ['denies', 'mixed up']) {
        Object.assign(issuer, { mood, life: 600 });
        // What the try before has left on the page goes with the page: it is loaded anew on the way back.
        const back = page.waitForEvent('load');
        await button.click();
        await back;
        await page.getByText(say(lang, 'sign.in.failed')).waitFor();
        await button.waitFor();
        assert.equal(await page.evaluate(() => sessionStorage.getItem('token.seller')), null);
      }
      issuer.mood = 'down';
      await button.click();
      await page.getByText(say(lang, 'sign.in.unreachable')).waitFor();
      issuer.mood = '';
      await signIn(page, lang);
      await page.getByText('seller-of-the-issuer').waitFor();
    }));
}

// A link never signs anyone in as somebody else, where an issuer is configured.
test('a token in a link is not taken', () =>
  visit('#/sellers?lang=en', options('en'), async page => {
    await page.goto(`${at.url}/#/sellers?token=${at.seller}&lang=en`);
    await page.reload();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.getItem('token.seller')), null);
  }));

// A tab is signed in by itself; signing out of one leaves the other.
test('two tabs', () =>
  visit('#/sellers?lang=en', options('en'), async (page, context) => {
    issuer.mood = '';
    await signIn(page, 'en');
    await page.getByText('seller-of-the-issuer').waitFor();
    const other = await context.newPage();
    await other.goto(at.url + '/#/sellers?lang=en');
    await signIn(other, 'en');
    await other.getByText('seller-of-the-issuer').waitFor();
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await page.reload();
    await settled(page);
    await page.getByText('seller-of-the-issuer').waitFor();
  }));

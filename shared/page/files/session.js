// Who is signed in. A token is kept for this tab alone, as long as it is good.
// Where an issuer is configured it comes by the code flow with PKCE (RFC 7636);
// otherwise it is pasted, such as those that the local server prints.
import { redraw } from './view.js';

const config = JSON.parse(document.querySelector('meta[name=sign-in]').content || '{}');
const store = sessionStorage;
const ended = new Set();

export const canGoToIssuer = Boolean(config.client_id);

// claims reads a token without verifying it: the API does that.
export function claims(jwt) {
  try {
    const part = jwt.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), c => c.charCodeAt(0))));
  } catch {
    return null;
  }
}

const bare = scope => (config.prefix && scope.startsWith(config.prefix) ? scope.slice(config.prefix.length) : scope);

export function scopesOf(jwt) {
  const c = claims(jwt);
  if (!c) return [];
  const given = typeof c.scope === 'string' ? c.scope.split(' ') : c.scope || c.scp || [];
  return []
    .concat(given)
    .map(bare)
    .filter(s => s === 'seller' || s === 'maintainer');
}

export function token(scope) {
  const jwt = store.getItem('token.' + scope);
  if (!jwt) return '';
  const c = claims(jwt);
  if (!c?.exp) return jwt;
  const left = c.exp * 1000 - Date.now();
  if (left <= 0) {
    expired(scope);
    return '';
  }
  clearTimeout(end);
  end = setTimeout(redraw, Math.min(left, 2 ** 31 - 1)); // which finds that it has ended
  return jwt;
}

let end;

export const who = scope => claims(token(scope) || '')?.sub || '';
export const hasEnded = scope => ended.has(scope);

// expired forgets a token that is no longer taken. What was typed stays.
export function expired(scope) {
  store.removeItem('token.' + scope);
  ended.add(scope);
  redraw();
}

export function signOut(scope) {
  store.removeItem('token.' + scope);
  ended.delete(scope);
  redraw();
}

// signIn keeps a token for the scopes that it carries, and says which they are.
export function signIn(jwt) {
  const scopes = scopesOf(jwt.trim());
  for (const scope of scopes) {
    store.setItem('token.' + scope, jwt.trim());
    ended.delete(scope);
  }
  if (scopes.length) redraw();
  return scopes;
}

const base64url = bytes =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

async function discovery() {
  const answer = await fetch(config.issuer.replace(/\/$/, '') + '/.well-known/openid-configuration', {
    credentials: 'omit',
  });
  if (!answer.ok) throw new Error('discovery');
  return answer.json();
}

const returnTo = () => location.origin + '/';

// goToIssuer leaves for the issuer; back() takes up what it sends along.
export async function goToIssuer() {
  const at = await discovery();
  const verifier = random(),
    state = random();
  store.setItem('sign-in', JSON.stringify({ verifier, state, hash: location.hash }));
  const challenge = base64url(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))),
  );
  const url = new URL(at.authorization_endpoint);
  const prefix = config.prefix || '';
  const asked = {
    response_type: 'code',
    client_id: config.client_id,
    redirect_uri: returnTo(),
    state,
    scope: `openid ${prefix}seller ${prefix}maintainer`,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  if (config.audience) asked.audience = config.audience;
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  location.assign(url);
}

// back finishes a sign-in when the issuer has sent the reader back, and says what
// became of it: '', 'done' or 'failed'.
export async function back() {
  const query = new URLSearchParams(location.search);
  if (!query.has('state')) return '';
  const begun = JSON.parse(store.getItem('sign-in') || 'null');
  store.removeItem('sign-in');
  history.replaceState(null, '', '/' + (begun?.hash || '#/sellers'));
  if (!begun || begun.state !== query.get('state') || !query.has('code')) return 'failed';
  try {
    const at = await discovery();
    const answer = await fetch(at.token_endpoint, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: query.get('code'),
        redirect_uri: returnTo(),
        client_id: config.client_id,
        code_verifier: begun.verifier,
      }),
    });
    const tokens = await answer.json();
    return answer.ok && signIn(tokens.access_token || '').length ? 'done' : 'failed';
  } catch {
    return 'failed';
  }
}

// handed takes a token out of an address such as the local server prints. It is
// only taken where no issuer is configured, so that no link signs anyone in as
// somebody else on a deployed service.
function handed() {
  const [path, query = ''] = location.hash.split('?');
  const said = new URLSearchParams(query);
  const jwt = said.get('token');
  if (!jwt) return;
  said.delete('token');
  history.replaceState(null, '', path + (String(said) ? '?' + said : ''));
  if (!canGoToIssuer && !config.issuer) signIn(jwt);
}

handed();

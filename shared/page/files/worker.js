// Keeps the page, and the tariff and lists that were looked at, for when there is
// no network. Decisions are kept by the page itself; nothing of a signed-in reader
// is kept here.
const version = new URL(self.location).pathname.split('/')[2];
const shell = 'page-' + version,
  read = 'read';
const mostRead = 200;

self.addEventListener('install', event => event.waitUntil(self.skipWaiting()));

self.addEventListener('activate', event =>
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith('page-') && name !== shell) await caches.delete(name);
      await self.clients.claim();
      const cache = await caches.open(shell);
      const files = (await (await fetch(`/page/${version}/files.js`)).text()).match(/[\w.-]+\.(js|css|svg)/g) || [];
      await cache.addAll(['/', ...files.map(f => `/page/${version}/${f}`)]);
    })(),
  ),
);

self.addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || request.headers.has('authorization')) return;
  if (url.pathname === '/') event.respondWith(freshOrKept(request, shell, '/'));
  else if (url.pathname.startsWith('/page/')) event.respondWith(keptOrFresh(request));
  else if (/^\/v1\/(tariff|lists|channels|sectors)\b/.test(url.pathname))
    event.respondWith(freshOrKept(request, read, request));
});

async function keptOrFresh(request) {
  return (await caches.match(request)) || fetch(request);
}

async function freshOrKept(request, name, key) {
  const cache = await caches.open(name);
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      await cache.put(key, answer.clone());
      if (name === read) for (const old of (await cache.keys()).slice(0, -mostRead)) await cache.delete(old);
    }
    return answer;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw error;
  }
}

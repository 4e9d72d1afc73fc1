// The page: its frame, and which view an address leads to.
import { back } from './session.js';
import { html, start, redraw, use } from './view.js';
import { here, link, turn, watch, reread } from './address.js';
import { t, language } from './text.js';
import { Toast, tell, Trouble, Skeleton } from './parts.js';
import { Check } from './check.js';

// What is not needed for the first check is fetched when it is asked for.
const views = {
  check: { view: Check, tab: 'check' },
  services: { load: () => import('./services.js'), name: 'Services', tab: 'services' },
  file: { load: () => import('./file.js'), name: 'CheckFile', tab: 'check' },
  tariff: { load: () => import('./lookup.js'), name: 'Tariff', tab: 'tariff' },
  lists: { load: () => import('./lookup.js'), name: 'AnyList', tab: 'tariff' },
  sectors: { load: () => import('./lookup.js'), name: 'AnySector', tab: 'tariff' },
  sellers: { load: () => import('./sellers.js'), name: 'Sellers', tab: 'sellers' },
  maintain: { load: () => import('./maintain.js'), name: 'Maintain', tab: 'maintain' },
};

// Fetched shows a view that is fetched first. When it cannot be had, the page is of
// another version than the service, or the network is away.
function Fetched({ of, path }) {
  const found = use('view:' + of.name, of.load);
  if (found.state === 'failed')
    return html`<${Trouble} error=${{ kind: navigator.onLine ? 'version' : 'offline' }}
      again=${() => location.reload()} />`;
  if (found.state === 'loading') return html`<${Skeleton} lines=${6} />`;
  const View = found.value[of.name];
  return html`<${View} path=${path} />`;
}

const tabs = [
  ['check', ['check']],
  ['services', ['services']],
  ['tariff', ['tariff']],
  ['sellers', ['sellers']],
  ['maintain', ['maintain']],
];

function App() {
  const { path } = here();
  const at = views[path[0]] ? path[0] : 'check';
  const { tab } = views[at],
    View = views[at].view;
  document.title = t('tab.' + tab) + ' · ' + t('title');
  return html`
    <a class="skip" href="#main" onclick=${e => {
      e.preventDefault();
      document.getElementById('main').focus();
    }}>${t('skip')}</a>
    <header class="top"><div class="wide">
      <a class="brand" href=${link(['check'])}><svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 5h16v14H4z" /><path d="M8 12l3 3 5.500-6" /></svg><span>${t('title')}</span></a>
      <nav aria-label=${t('sections')}>${tabs.map(([id, to]) => html`<a href=${link(to)} aria-current=${tab === id ?
        'page' : null}>${t('tab.' + id)}</a>`)}</nav>
      <div class="languages" role="group" aria-label=${t('language')}>
        ${[
          ['zh', '中文', 'zh-CN'],
          ['en', 'English', 'en'],
        ].map(
          ([code, name, tag]) =>
            html`<button type="button" lang=${tag} aria-pressed=${language() === code} onclick=${() => turn(code)}>
              ${name}</button>`,
        )}
      </div></div></header>
    ${!navigator.onLine && html`<p class="offline" role="status">${t('offline')}</p>`}
    <main id="main" class="wide" tabindex="-1" data-at=${location.hash}>${View ? html`<${View} path=${path} key=${at} />` : html`<${Fetched}
      of=${views[at]} path=${path} key=${at} />`}</main>
    <footer class="bottom"><div class="wide"><p>${t('footer')}</p><p><a href="/openapi.yaml">${t('api')}</a></p>
      </div></footer>
    <${Toast} />`;
}

addEventListener('online', redraw);
addEventListener('offline', redraw);
watch(keep => {
  if (!keep) scrollTo(0, 0);
});
start(document.getElementById('page'), () => html`<${App} />`);
back().then(what => {
  if (!what) return;
  reread();
  tell(t(what === 'done' ? 'signed.in' : 'sign.in.failed'));
});

// The page works without a network once it has been here.
const version = document.querySelector('meta[name=version]').content;
if ('serviceWorker' in navigator && isSecureContext) {
  addEventListener('load', () =>
    navigator.serviceWorker.register(`/page/${version}/worker.js`, { scope: '/' }).catch(() => {}),
  );
}

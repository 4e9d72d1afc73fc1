// The page: its frame, and which view an address leads to.
import { back, hasEnded, who, signOut } from './session.js';
import { html, start, redraw } from './view.js';
import { here, link, turn, watch, reread } from './address.js';
import { t, language } from './text.js';
import { Toast, tell } from './parts.js';
import { Check } from './check.js';
import { Services } from './services.js';
import { Tariff, Lists, List, Edition, Difference, Sectors, Sector } from './lookup.js';
import { CheckFile } from './file.js';
import { Sellers } from './sellers.js';
import { Maintain } from './maintain.js';

const views = {
  check: { view: Check, tab: 'check' },
  services: { view: Services, tab: 'services' },
  file: { view: CheckFile, tab: 'check' },
  tariff: { view: Tariff, tab: 'tariff' },
  lists: { view: ({ path }) => path[2] === 'diff' ? html`<${Difference} list=${path[1]} />` : path[2] ? html`<${Edition} list=${path[1]} edition=${path[2]} entry=${path[3]} />`
    : path[1] ? html`<${List} id=${path[1]} />` : html`<${Lists} />`, tab: 'tariff' },
  sectors: { view: ({ path }) => path[1] ? html`<${Sector} code=${path[1]} />` : html`<${Sectors} />`, tab: 'tariff' },
  sellers: { view: Sellers, tab: 'sellers' },
  maintain: { view: Maintain, tab: 'maintain' },
};

const tabs = [['check', ['check']], ['services', ['services']], ['tariff', ['tariff']], ['sellers', ['sellers']], ['maintain', ['maintain']]];

function App() {
  const { path } = here();
  const at = views[path[0]] ? path[0] : 'check';
  const { view: View, tab } = views[at];
  document.title = t('tab.' + tab) + ' · ' + t('title');
  return html`
    <a class="skip" href="#main" onclick=${e => { e.preventDefault(); document.getElementById('main').focus(); }}>${t('skip')}</a>
    <header class="top"><div class="wide">
      <a class="brand" href=${link(['check'])}><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 5h16v14H4z" /><path d="M8 12l3 3 5.500-6" /></svg><span>${t('title')}</span></a>
      <nav aria-label=${t('sections')}>${tabs.map(([id, to]) => html`<a href=${link(to)} aria-current=${tab === id ? 'page' : null}>${t('tab.' + id)}</a>`)}</nav>
      <div class="languages" role="group" aria-label=${t('language')}>
        ${[['zh', '中文', 'zh-CN'], ['en', 'English', 'en']].map(([code, name, tag]) => html`<button type="button" lang=${tag} aria-pressed=${language() === code} onclick=${() => turn(code)}>${name}</button>`)}
      </div></div></header>
    ${!navigator.onLine && html`<p class="offline" role="status">${t('offline')}</p>`}
    <main id="main" class="wide" tabindex="-1"><${View} path=${path} key=${at} /></main>
    <footer class="bottom"><div class="wide"><p>${t('footer')}</p><p><a href="/openapi.yaml">${t('api')}</a></p></div></footer>
    <${Toast} />`;
}

addEventListener('online', redraw);
addEventListener('offline', redraw);
watch(keep => { if (!keep) scrollTo(0, 0); });
start(document.getElementById('page'), () => html`<${App} />`);
back().then(what => {
  if (!what) return;
  reread();
  tell(t(what === 'done' ? 'signed.in' : 'sign.in.failed'));
});

// The page works without a network once it has been here.
const version = document.querySelector('meta[name=version]').content;
if ('serviceWorker' in navigator && isSecureContext) {
  addEventListener('load', () => navigator.serviceWorker.register(`/page/${version}/worker.js`, { scope: '/' }).catch(() => {}));
}

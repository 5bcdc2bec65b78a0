// The frame: navigation, search, keyboard, live events.
import { get, listen } from './api.js';
import { fill, h, icon } from './dom.js';
import { LANGUAGES, choose, current, load, preferred, t, useTaxonomy } from './i18n.js';
import { comparisonPage } from './comparison.js';
import { exchangePage } from './inspector.js';
import { to } from './parts.js';
import { dialog, markDialog, runningSession, sessionStrip } from './sessions.js';
import { appPage, appsPage, exchangesPage, findingsPage, gapsPage, recipientsPage, sessionsPage, setupPage } from './views.js';

const PAGES = {
  apps: (view, rest, parameters) => appsPage(view, parameters),
  app: (view, rest, parameters) => appPage(view, decodeURIComponent(rest), parameters),
  compare: (view, rest, parameters) => comparisonPage(view, decodeURIComponent(rest), parameters),
  findings: (view, rest, parameters) => findingsPage(view, parameters),
  exchanges: (view, rest, parameters) => exchangesPage(view, parameters),
  exchange: (view, rest, parameters) => exchangePage(view, rest, parameters),
  recipients: (view, rest, parameters) => recipientsPage(view, parameters),
  gaps: (view, rest, parameters) => gapsPage(view, parameters),
  sessions: (view) => sessionsPage(view),
  setup: (view) => setupPage(view),
};
const NAVIGATION = ['apps', 'findings', 'exchanges', 'recipients', 'gaps', 'sessions', 'setup'];
const SEARCHED = ['findings', 'exchanges', 'gaps'];
const THEMES = ['auto', 'light', 'dark'];

let live = null;
let page = 'apps';
const view = h('main', { id: 'content' });
const strip = h('section.strips');
const state = h('span.live', { role: 'status' });
const search = h('input', { type: 'search', autocomplete: 'off', spellcheck: 'false', maxlength: 500 });
const refreshStrip = sessionStrip(strip, () => { refreshStrip(); live?.(); });

function theme(wanted) {
  localStorage.setItem('telltale.theme', wanted);
  if (wanted === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
}

function frame() {
  document.title = t('app.title');
  search.oninput = () => search.value === '' && location.hash.includes('q=') && search.form.requestSubmit();
  search.setAttribute('aria-label', t('search.label'));
  search.setAttribute('placeholder', t('search.placeholder'));
  search.setAttribute('title', t('search.hint'));
  strip.setAttribute('aria-label', t('scope.label'));
  const now = localStorage.getItem('telltale.theme') ?? 'auto';
  const other = LANGUAGES.find((each) => each !== current());
  const themeButton = h('button.link', { type: 'button', title: t(`theme.${now}`), 'aria-label': t(`theme.${now}`), onclick: () => { theme(THEMES[(THEMES.indexOf(now) + 1) % 3]); frame(); } }, icon('theme'));
  fill(
    document.body,
    h('a.skip', { href: '#content', onclick: (event) => { event.preventDefault(); view.querySelector('h1')?.focus(); } }, t('skip')),
    h(
      'header.side',
      h('a.brand', { href: to('apps') }, h('img', { src: '/assets/icon.svg', alt: '', width: 28, height: 28 }), t('app.title')),
      h('nav', { 'aria-label': t('nav.label') }, NAVIGATION.map((name) => h('a', { href: to(name), data: { page: name } }, icon(name), h('span', t(`nav.${name}`))))),
      h('div.sidefoot', state, themeButton, h('button.link', { type: 'button', lang: other === 'zh' ? 'zh-CN' : 'en', 'aria-label': t('language.switch'), onclick: () => language(other) }, t('language.other'))),
    ),
    h(
      'div.main',
      h('form.search', { role: 'search', onsubmit: submit }, icon('search'), search, h('kbd', { 'aria-hidden': 'true' }, '/')),
      strip,
      view,
    ),
    h('div', { id: 'toast', role: 'status' }),
  );
  highlight();
}

function highlight() {
  const name = { app: 'apps', compare: 'apps', exchange: 'exchanges' }[page] ?? page;
  for (const link of document.querySelectorAll('nav [data-page]')) {
    if (link.dataset.page === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

async function language(wanted) {
  choose(wanted);
  await load(wanted);
  frame();
  await refreshStrip();
  await route();
}

function submit(event) {
  event.preventDefault();
  location.hash = to(SEARCHED.includes(page) ? page : 'findings', { q: search.value.trim() });
  search.blur();
}

async function route() {
  const [path, query = ''] = location.hash.replace(/^#\//, '').split('?');
  const [name, ...rest] = path.split('/');
  page = PAGES[name] ? name : 'apps';
  const parameters = new URLSearchParams(query);
  search.value = parameters.get('q') ?? '';
  highlight();
  live = null;
  const stage = h('div.view');
  fill(view, stage);
  const drawn = await PAGES[page](stage, rest.join('/'), parameters);
  if (stage.isConnected) live = typeof drawn === 'function' ? drawn : null;
}

function move(step) {
  const rows = [...view.querySelectorAll('[data-row]')];
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement);
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function help() {
  const keys = [['/', 'search'], ['j', 'next'], ['k', 'previous'], ['Enter', 'open'], ['m', 'mark'], ['Esc', 'back'], ['?', 'help']];
  dialog(
    t('help.title'),
    h('dl.keys', keys.map(([key, name]) => h('div', h('dt', h('kbd', key)), h('dd', t(`help.${name}`))))),
    h('h3', t('help.searchTitle')),
    h('p.soft', t('search.hint')),
  );
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && event.target === search) search.blur();
  if (event.target.closest?.('input, select, textarea') || document.querySelector('dialog[open]')) return;
  const act = {
    '/': () => { search.focus(); search.select(); },
    j: () => move(1),
    k: () => move(-1),
    m: () => markDialog(runningSession()),
    '?': help,
    Escape: () => page !== 'apps' && history.back(),
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

function connection(open) {
  fill(state, h(`span.dot${open ? '.on' : ''}`), t(open ? 'live.on' : 'live.off'));
  if (open) refreshStrip();
}

async function start() {
  theme(localStorage.getItem('telltale.theme') ?? 'auto');
  await load(preferred());
  frame();
  useTaxonomy(await get('/taxonomy').catch(() => ({ types: {}, kinds: {} })));
  window.addEventListener('hashchange', route);
  await refreshStrip();
  await route();
  const redraw = (name) => () => live?.(name);
  const both = () => { refreshStrip(); live?.('session'); };
  listen({ finding: redraw('finding'), exchanges: redraw('exchanges'), gap: redraw('gap'), missed: redraw('finding'), session: both, mark: both }, connection);
  setInterval(refreshStrip, 15000);
}

start();

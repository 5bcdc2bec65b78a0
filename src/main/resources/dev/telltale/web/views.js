// The pages. Each fills the view it is given, and may return a function that live events call.
import { get } from './api.js';
import { add, captured, fill, h, icon, visible } from './dom.js';
import { clock, country, duration, has, moment, number, t, typeLabel } from './i18n.js';
import { flow, matrix, matrixLegend, timeline } from './charts.js';
import {
  appName, empty, exchangeRow, failure, findingRow, gapRow, grouped, heading, loading, monogram, pagedList, partyChip, phaseChip, stat, term, to, typeChips,
} from './parts.js';
import { startDialog } from './sessions.js';

const LATEST = 12;
const READ = 100;

/** Fills a view from the API, says so while it waits, and offers to try again. */
async function from(view, requests, show) {
  if (!view.firstChild) fill(view, loading());
  try {
    const answers = await Promise.all(requests.map(([path, parameters]) => get(path, parameters)));
    show(...answers);
  } catch (error) {
    fill(view, failure(error, () => from(view, requests, show)));
  }
}

/** Which session the numbers are of. */
function scope(sessions, session, page) {
  if (sessions.length === 0) return null;
  return h(
    'label.scope',
    h('span.hidden', t('scope.label')),
    h(
      'select',
      { onchange: (event) => (location.hash = to(page, { session: event.target.value })) },
      h('option', { value: '' }, t('scope.all')),
      sessions.slice(0, 100).map((each) =>
        h('option', { value: each.id, selected: String(each.id) === session }, t('scope.one', { id: String(each.id), app: each.app ?? t('sessions.noApp'), time: moment(each.started) })),
      ),
    ),
  );
}

export async function appsPage(view, parameters) {
  const session = parameters.get('session');
  const draw = () =>
    from(view, [['/apps', { session }], ['/sessions'], ['/findings', { limit: READ, q: session && term('session', session) }], ['/status']], ({ apps }, { sessions }, latest, status) => {
      if (apps.length === 0 && !session) {
        fill(view, heading(t('apps.title'), t('apps.lead')), welcome(status));
        return;
      }
      const feed = h('div.rows', { role: 'list' }, grouped(latest.rows, LATEST).map((each) => h('div.item', { role: 'listitem' }, findingRow(each))));
      fill(
        view,
        heading(t('apps.title'), t('apps.lead'), scope(sessions, session, 'apps')),
        apps.length > 1 && totals(apps, session),
        h('div.cards', apps.map((app) => appCard(app, session))),
        h('section.panel.list', h('div.panelhead', h('h2', t('apps.latest')), h('a', { href: to('findings') }, t('nav.findings'), icon('right'))), latest.rows.length ? feed : h('p.soft.pad', t('apps.latest.empty'))),
      );
    });
  await draw();
  return throttled(view, draw);
}

/** The answer in one line, over all apps. */
function totals(apps, session) {
  const total = (field) => apps.reduce((sum, app) => sum + app[field], 0);
  const gaps = apps.reduce((sum, app) => sum + Object.values(app.gaps).reduce((a, b) => a + b, 0), 0);
  const q = (...terms) => to('findings', { q: [session && term('session', session), ...terms].filter(Boolean).join(' ') });
  return h(
    'div.stats.wide',
    stat(t('nav.apps'), apps.filter((app) => app.app).length),
    stat(t('stat.exchanges'), total('exchanges'), null, to('exchanges', { q: session && term('session', session) })),
    stat(t('stat.findings'), total('findings'), null, q()),
    stat(t('stat.beforeConsent'), total('beforeConsent'), 'warn', q('phase:before-consent')),
    stat(t('stat.unencrypted'), total('unencrypted'), 'bad', q('is:unencrypted')),
    stat(t('stat.gaps'), gaps, 'dark', to('gaps')),
  );
}

/** Draws again at most once a second while things happen, and never while someone reads or chooses. */
function throttled(view, draw) {
  let waiting = false;
  const busy = () => document.querySelector('dialog[open]') || document.activeElement?.matches('select') || !getSelection().isCollapsed;
  const again = async () => {
    if (!view.isConnected) return;
    if (busy()) {
      setTimeout(again, 1000);
      return;
    }
    waiting = false;
    const href = view.contains(document.activeElement) && document.activeElement.getAttribute('href');
    await draw();
    if (href) [...view.querySelectorAll('a[href]')].find((each) => each.getAttribute('href') === href)?.focus({ preventScroll: true });
  };
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(again, 1000);
  };
}

function appCard(app, session) {
  const q = (...terms) => to('findings', { q: [term('app', app.app ?? 'none'), session && term('session', session), ...terms].filter(Boolean).join(' ') });
  const gaps = Object.values(app.gaps).reduce((total, count) => total + count, 0);
  const types = Object.keys(app.types);
  return h(
    'article.card',
    h(
      'a.cardhead',
      { href: to(`app/${encodeURIComponent(app.app ?? '')}`, { session }), data: { row: '' } },
      monogram(app.app),
      h('span.names', h('h2', appName(app.app)), h('span.soft', app.app ? app.last && t('apps.lastSeen', { time: clock(app.last) }) : t('app.none.note'))),
      icon('right'),
    ),
    h(
      types.length ? 'p.summary' : 'p.soft',
      types.length
        ? t('apps.card.summary', { types: t('count.types', { n: types.length }), recipients: t('count.recipients', { n: app.recipients }) })
        : t('apps.card.nothing'),
    ),
    types.length > 0 && typeChips(app.types, app.beforeConsentTypes, (id) => q(term('type', id))),
    h(
      'div.stats',
      stat(t('stat.beforeConsent'), app.beforeConsent, 'warn', q('phase:before-consent')),
      stat(t('stat.thirdParties'), app.thirdParties, null, to('recipients', { app: app.app ?? '', session })),
      stat(t('stat.unencrypted'), app.unencrypted, 'bad', q('is:unencrypted')),
      stat(t('stat.gaps'), gaps, 'dark', to('gaps', { q: term('app', app.app ?? 'none') })),
    ),
  );
}

/** The first page of a new recording: what to do next. */
function welcome(status) {
  return h('div.welcome', h('h2', t('apps.empty.title')), h('p.lead', t('apps.empty.text')), setupSteps(status));
}

export async function appPage(view, app, parameters) {
  const session = parameters.get('session');
  const mine = [term('app', app || 'none'), session && term('session', session)].filter(Boolean);
  const draw = () =>
    from(
      view,
      [['/apps', { session }], ['/sessions'], ['/matrix', { session, app }], ['/recipients', { session, app }], ['/findings', { limit: READ, q: mine.join(' ') }], ['/gaps', { limit: 5, q: term('app', app || 'none') }]].map(unfiltered),
      async ({ apps }, { sessions }, { cells }, { recipients }, latest, gaps) => {
        const sums = apps.find((each) => (each.app ?? '') === app);
        const open = new Set([...view.querySelectorAll('details[open]')].map((each) => each.dataset.name));
        const ours = sessions.filter((each) => sums?.sessions.includes(each.id));
        const at = ours.find((each) => String(each.id) === session) ?? ours[0];
        const chart = h('div');
        fill(
          view,
          h('p.back', h('a', { href: to('apps', { session }) }, icon('left'), t('appview.back'))),
          heading(h('span.apptitle', monogram(app || null), appName(app || null)), app ? null : t('app.none.note'), scope(ours, session, `app/${encodeURIComponent(app)}`)),
          sums && h(
            'div.stats.wide',
            stat(t('stat.types'), Object.keys(sums.types).length),
            stat(t('stat.recipients'), sums.recipients, null, to('recipients', { app, session })),
            stat(t('stat.thirdParties'), sums.thirdParties),
            stat(t('stat.beforeConsent'), sums.beforeConsent, 'warn', to('findings', { q: [...mine, 'phase:before-consent'].join(' ') })),
            stat(t('stat.unencrypted'), sums.unencrypted, 'bad', to('findings', { q: [...mine, 'is:unencrypted'].join(' ') })),
            stat(t('stat.gaps'), Object.values(sums.gaps).reduce((a, b) => a + b, 0), 'dark', to('gaps', { q: mine[0] })),
            stat(t('stat.exchanges'), sums.exchanges, null, to('exchanges', { q: mine.join(' ') })),
          ),
          app && h('p', h('a', { href: to(`compare/${encodeURIComponent(app)}`, { session }) }, t('compare.open'), icon('right'))),
          h('section.panel', h('h2', t('matrix.title')), cells.length ? [matrix(cells, recipients, mine), matrixLegend()] : h('p.soft.pad', t('matrix.empty'))),
          at && h('section.panel', h('div.panelhead', h('h2', t('timeline.title')), h('span.soft', t('timeline.session', { id: String(at.id) }))), chart),
          cells.length > 0 && h('section.panel', h('h2', t('flow.title')), flow(cells, recipients, mine)),
          h(
            'section.panel.list',
            h('div.panelhead', h('h2', t('apps.latest')), h('a', { href: to('findings', { q: mine.join(' ') }) }, t('appview.findings'), icon('right'))),
            latest.rows.length ? h('div.rows', grouped(latest.rows, LATEST).map(findingRow)) : h('p.soft.pad', t('apps.latest.empty')),
          ),
          gaps.rows.length > 0 && h(
            'section.panel.list.notseen',
            h('div.panelhead', h('h2', t('appview.gaps')), h('a', { href: to('gaps', { q: mine[0] }) }, t('gaps.title'), icon('right'))),
            h('div.rows', gaps.rows.map(gapRow)),
          ),
        );
        view.querySelectorAll('details').forEach((each, i) => {
          each.dataset.name = String(i);
          each.open ||= open.has(String(i));
        });
        if (at) add(chart, timeline(await get('/timeline', { session: at.id, app })));
      },
    );
  await draw();
  return throttled(view, draw);
}

// The API reads an absent app as "all", an empty one as "unattributed"; our query builder leaves empty values out.
function unfiltered([path, parameters = {}]) {
  return parameters.app === '' ? [`${path}?app=${parameters.session ? `&session=${parameters.session}` : ''}`, {}] : [path, parameters];
}

export function findingsPage(view, parameters) {
  const q = parameters.get('q') ?? '';
  fill(view, heading(t('findings.title'), t('findings.lead')));
  const offer = pagedList(view, '/findings', q, findingRow, () => empty(t('findings.empty.title'), q ? t('findings.empty.search') : t('findings.empty.text'), gapsLink()));
  return (event) => event === 'finding' && offer();
}

export function exchangesPage(view, parameters) {
  const q = parameters.get('q') ?? '';
  fill(view, heading(t('exchanges.title'), t('exchanges.lead')));
  const offer = pagedList(view, '/exchanges', q, exchangeRow, () => empty(t('exchanges.empty.title'), q ? t('findings.empty.search') : t('exchanges.empty.text'), setupLink()));
  return (event) => event === 'exchanges' && offer();
}

const gapsLink = () => h('a.button', { href: to('gaps') }, icon('gaps'), t('gaps.title'));
const setupLink = () => h('a.button', { href: to('setup') }, icon('setup'), t('setup.title'));

export function gapsPage(view, parameters) {
  const q = parameters.get('q') ?? '';
  const causes = h('div.causes');
  fill(view, heading(t('gaps.title'), t('gaps.lead')), causes);
  const offer = pagedList(view, '/gaps', q, gapRow, () => empty(t('gaps.empty.title'), t('gaps.empty.text')));
  get('/apps').then(({ apps }) => {
    const wanted = /(?:^|\s)app:(\S+)/.exec(q)?.[1];
    const counts = {};
    for (const app of apps) {
      if (wanted && (app.app ?? 'none') !== wanted) continue;
      for (const [cause, count] of Object.entries(app.gaps)) counts[cause] = (counts[cause] ?? 0) + count;
    }
    add(
      causes,
      Object.entries(counts).sort((a, b) => b[1] - a[1]).map(([cause, count]) =>
        h('article.cause', h('h2', has(`gap.${cause}`) ? t(`gap.${cause}`) : cause, h('a.chip', { href: to('gaps', { q: [wanted && term('app', wanted), term('cause', cause)].filter(Boolean).join(' ') }) }, t('gaps.count', { n: count }))), has(`gap.${cause}.next`) && h('p', t(`gap.${cause}.next`))),
      ),
    );
  }, () => {});
  return (event) => event === 'gap' && offer();
}

export async function recipientsPage(view, parameters) {
  const app = parameters.get('app');
  await from(view, [['/recipients', { app, session: parameters.get('session') }]], ({ recipients }) => {
    const lead = app ? h('span', appName(app)) : t('recipients.lead');
    fill(
      view,
      heading(t('recipients.title'), lead),
      recipients.length === 0
        ? empty(t('recipients.empty.title'), t('exchanges.empty.text'), setupLink())
        : h(
            'section.panel',
            h(
              'div.scroll',
              h(
                'table.plain.recipients',
                h('thead', h('tr', ['recipients.domain', 'recipients.party', 'recipients.types', 'recipients.country', 'stat.findings', 'stat.beforeConsent', 'stat.exchanges'].map((key) => h('th', { scope: 'col' }, t(key))))),
                h('tbody', recipients.map((each) => recipientRow(each, app))),
              ),
            ),
          ),
    );
  });
}

function recipientRow(each, app) {
  const q = [app && term('app', app), term('to', each.domain)].filter(Boolean).join(' ');
  return h(
    'tr',
    h('th', { scope: 'row' }, h('a', { href: to(each.findings ? 'findings' : 'exchanges', { q }), data: { row: '' } }, captured(each.domain)), h('span.soft', visible([each.organisation, each.sdk, each.category].filter(Boolean).join(' · ')))),
    h('td', partyChip(each.party)),
    h('td.wide', each.types.length ? h('div.chips', each.types.map((id) => h('span.chip', typeLabel(id)))) : h('span.soft', t('recipients.nothing'))),
    h('td', each.countries.map((code) => h('span.block', country(code)))),
    h('td.n', number(each.findings)),
    h(`td.n${each.beforeConsent ? '.warn' : ''}`, number(each.beforeConsent)),
    h('td.n', number(each.exchanges)),
  );
}

export async function sessionsPage(view) {
  const draw = () =>
    from(view, [['/sessions']], ({ sessions }) => {
      fill(
        view,
        heading(t('sessions.title'), t('sessions.lead'), h('button.button.primary', { type: 'button', onclick: startDialog }, icon('play'), t('session.start'))),
        sessions.length === 0 ? empty(t('sessions.empty.title'), t('sessions.empty.text')) : h('div.sessions', sessions.map(sessionCard)),
      );
    });
  await draw();
  return throttled(view, draw);
}

function sessionCard(session) {
  const end = session.ended ? Date.parse(session.ended) : Date.now();
  return h(
    'article.panel.session',
    h(
      'div.panelhead',
      h('h2', t('sessions.number', { id: String(session.id) })),
      h(`span.chip${session.running ? '.now' : ''}`, session.running ? t('sessions.running') : t('sessions.ended')),
    ),
    h('p', session.app ? [appName(session.app), ' ', session.appVersion && h('span.soft', captured(session.appVersion))] : h('span.soft', t('sessions.noApp'))),
    h('p.soft', captured(session.device), ' · ', h('time', { datetime: session.started }, moment(session.started)), ' · ', duration(end - Date.parse(session.started)), session.source !== 'live' && [' · ', captured(session.source)]),
    session.marks.length > 0 && h('ol.marks', session.marks.map((mark) => h('li', h('time', { datetime: mark.time }, clock(mark.time)), phaseChip(mark.phase), mark.note && captured(mark.note)))),
    h('p', h('a', { href: to('apps', { session: session.id }) }, t('sessions.show'), icon('right'))),
  );
}

export async function setupPage(view) {
  await from(view, [['/status']], (status) => {
    fill(
      view,
      heading(t('setup.title'), t('setup.lead')),
      setupSteps(status),
      h('section.panel', h('dl.facts.wide', [['setup.files', status.certificate], ['setup.data', status.data], ['setup.version', status.version]].map(([key, value]) => h('div', h('dt', t(key)), h('dd', captured(value)))))),
    );
  });
}

function setupSteps(status) {
  return h(
    'div.setup',
    h('figure.qr', h('img', { src: '/api/v1/qr.svg', alt: t('setup.scan', { address: status.onboarding }), width: 200, height: 200 }), h('figcaption', t('setup.scan', { address: '' }).trim(), h('br'), captured(status.onboarding, 'code'))),
    h(
      'ol.steps',
      h('li', h('h2', t('setup.step1')), h('p', t('setup.step1.text')), status.proxies.map((proxy) => h('code.block', captured(proxy)))),
      h('li', h('h2', t('setup.step2')), h('p', t('setup.step2.text'))),
      h('li', h('h2', t('setup.step3')), h('p', t('setup.step3.text')), h('button.button', { type: 'button', onclick: startDialog }, icon('play'), t('session.start'))),
    ),
  );
}


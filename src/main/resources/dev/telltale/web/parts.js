// The parts that several pages share: chips, rows, empty states, paged lists.
import { get } from './api.js';
import { add, captured, fill, h, icon, visible } from './dom.js';
import { clock, country, has, kindLabel, moment, number, phaseLabel, t, typeLabel } from './i18n.js';

/** A link inside the dashboard. */
export const to = (page, parameters = {}) => {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  return `#/${page}${query.size ? `?${query}` : ''}`;
};

/** A value of a search field, quoted where it needs to be. */
export const term = (field, value) => `${field}:${/\s/.test(value) ? `"${value}"` : value}`;

export const appName = (app) => (app ? captured(app, 'bdi.captured.app') : h('span.app.unknown', t('app.none')));

/** The tile that stands for an app: the letter of its last part, on one of six quiet grounds. */
export function monogram(app) {
  const letters = (app ?? '?').split('.').pop();
  let sum = 0;
  for (const c of app ?? '') sum = (sum * 31 + c.codePointAt(0)) % 6;
  return h(`span.monogram.ground${app ? sum : 'x'}`, { 'aria-hidden': 'true' }, letters.slice(0, 1).toUpperCase());
}

export function phaseChip(phase) {
  const early = phase === 'before-consent';
  return h(`span.chip${early ? '.warn' : ''}`, early && icon('flag'), visible(phaseLabel(phase)));
}

export const cleartextChip = () => h('span.chip.bad', icon('unlock'), t('exchanges.unencrypted'));

export const partyChip = (party) => h(`span.chip.party-${party}`, t(`party.${party}`));

export const flagOf = (code) => (code ? h('abbr.country', { title: country(code) }, visible(code)) : null);

/** The encoding chain from the wire inwards, and the place at its end. */
export function chain(encoding, where) {
  const crumbs = encoding.length ? encoding : [t('finding.plain')];
  return h(
    'span.chain',
    crumbs.map((name) => [h('span.crumb', visible(name)), h('span.sep', { 'aria-hidden': 'true' }, '›')]),
    h('span.crumb.place', captured(where)),
  );
}

/** Who received it: the host, and below it what is known of whoever runs it. */
function whom(recipient) {
  return h(
    'span.whom',
    h('span.host', icon('right'), captured(recipient.host ?? recipient.domain)),
    h(
      'span.soft',
      recipient.organisation && [captured(recipient.organisation), ' · '],
      t(`party.${recipient.party}`),
      recipient.country && [' ', flagOf(recipient.country)],
    ),
  );
}

/** Findings that say the same of the same recipient, as one with a count; the newest stands for them. */
export function grouped(findings, most) {
  const groups = new Map();
  for (const each of findings) {
    const key = [each.app, each.kind, each.value, each.recipient.host, each.phase, each.where, each.encoding].join('\n');
    const group = groups.get(key);
    if (group) group.times++;
    else groups.set(key, { ...each, times: 1 });
  }
  return [...groups.values()].slice(0, most);
}

/** A finding as a row of a list that leads to its exchange. */
export function findingRow(finding) {
  const before = finding.phase === 'before-consent';
  return h(
    `a.row.finding${before ? '.early' : ''}`,
    {
      href: to(`exchange/${finding.exchange}`, { finding: finding.sequence }),
      data: { row: '' },
    },
    h('time.when', { datetime: finding.time, title: moment(finding.time) }, clock(finding.time)),
    h(
      'span.what',
      h('span', h('b', kindLabel(finding.kind)), finding.times > 1 && h('span.soft', ` × ${number(finding.times)}`)),
      captured(finding.value, 'bdi.captured.value'),
    ),
    whom(finding.recipient),
    h('span.how', chain(finding.encoding, finding.where)),
    h('span.tags', appName(finding.app), phaseChip(finding.phase), finding.request.encrypted === false && cleartextChip()),
  );
}

export function exchangeRow(exchange) {
  const status = exchange.status || '–';
  const failed = exchange.outcome !== 'complete' && exchange.outcome !== 'truncated';
  return h(
    'a.row.exchange',
    { href: to(`exchange/${exchange.id ?? exchange.exchange}`), data: { row: '' } },
    h('time.when', { datetime: exchange.time, title: moment(exchange.time) }, clock(exchange.time)),
    h('span.method', visible(exchange.request.method)),
    h('span.url', captured(exchange.request.url)),
    h(`span.status.s${String(status).slice(0, 1)}`, status),
    h(
      'span.tags',
      appName(exchange.app),
      phaseChip(exchange.phase),
      exchange.request.encrypted === false && cleartextChip(),
      exchange.outcome !== 'complete' && h(`span.chip${failed ? '.bad' : ''}`, t(`outcome.${exchange.outcome}`)),
    ),
  );
}

export function gapRow(gap) {
  return h(
    gap.exchange ? 'a.row.gap' : 'div.row.gap',
    { href: gap.exchange && to(`exchange/${gap.exchange}`), data: { row: '' }, tabindex: gap.exchange ? null : '0' },
    h('time.when', { datetime: gap.time, title: moment(gap.time) }, clock(gap.time)),
    h('span.what', h('b', has(`gap.${gap.cause}`) ? t(`gap.${gap.cause}`) : visible(gap.cause)), gap.count > 1 && h('span.soft', t('gaps.count', { n: gap.count }))),
    h('span.whom', gap.host && h('span.host', icon('right'), captured(gap.host))),
    h('span.how', captured(gap.detail ?? '')),
    h('span.tags', appName(gap.app)),
  );
}

/** A labelled number; zero is quiet, a signal has a colour and a word. */
export function stat(label, value, signal, href) {
  const loud = value > 0 && signal ? `.${signal}` : value > 0 ? '' : '.zero';
  const inner = [h('span.number', number(value)), h('span.label', label)];
  return href && value > 0 ? h(`a.stat${loud}`, { href }, inner) : h(`div.stat${loud}`, inner);
}

export function empty(title, text, ...actions) {
  return h('div.empty', h('h2', title), text && h('p', text), actions.length > 0 && h('div.actions', actions));
}

/** A failure with what was expected and what to do. */
export function failure(error, again) {
  const known = { unreachable: 'error.unreachable' }[error.message];
  return h(
    'div.failure',
    { role: 'alert' },
    h('h2', t('error.title')),
    h('p', error.status === 401 ? t('error.expired') : known ? t(known) : visible(error.message)),
    error.expected && error.status !== 401 && h('p.soft', t('error.expected', { expected: visible(error.expected) })),
    again && error.status !== 400 && h('button.button', { type: 'button', onclick: again }, t('retry')),
  );
}

export const loading = () => h('p.loading', { role: 'status' }, t('loading'));

export function heading(title, lead, ...beside) {
  return h('header.page', h('div', h('h1', { tabindex: '-1' }, title), lead && h('p.lead', lead)), beside.length > 0 && h('div.beside', beside));
}

/** A list that grows page by page from the store. */
export function pagedList(view, path, query, row, whenEmpty) {
  const rows = h('div.rows', { role: 'list' });
  const foot = h('div.foot');
  const fresh = h('div.fresh');
  const box = h('section.panel.list', fresh, rows, foot);
  view.append(box);
  let count = 0;
  const load = async (before) => {
    fill(foot, loading());
    try {
      const page = await get(path, { q: query, before });
      add(rows, page.rows.map((each) => h('div.item', { role: 'listitem' }, row(each))));
      count += page.rows.length;
      fill(foot);
      if (page.next !== null) {
        const label = page.rows.length ? t('more') : t('more.partial', { n: page.looked });
        add(foot, [h('button.button', { type: 'button', onclick: () => load(page.next) }, label)]);
      } else if (count === 0) {
        rows.replaceChildren(whenEmpty());
      }
    } catch (error) {
      fill(foot, failure(error, () => load(before)));
    }
  };
  const reload = () => {
    fill(fresh);
    fill(rows);
    count = 0;
    load();
  };
  load();
  // What happens meanwhile does not move the rows under the reader's eyes; it is offered.
  return () => {
    if (count === 0) reload();
    else if (!fresh.firstChild) fill(fresh, h('button.button.small', { type: 'button', onclick: reload }, t('list.new')));
  };
}

/** Type chips of an app: those sent before consent first, and marked. */
export function typeChips(types, early, href) {
  const ids = Object.keys(types).sort((a, b) => early.includes(b) - early.includes(a) || types[b] - types[a]);
  const shown = ids.slice(0, 8);
  return h(
    'div.chips',
    shown.map((id) =>
      h(
        `a.chip${early.includes(id) ? '.warn' : ''}`,
        { href: href(id), title: early.includes(id) ? t('matrix.legend.before') : null },
        early.includes(id) && icon('flag'),
        typeLabel(id),
        h('span.count', number(types[id])),
      ),
    ),
    ids.length > shown.length && h('span.soft', t('apps.moreTypes', { n: ids.length - shown.length })),
  );
}

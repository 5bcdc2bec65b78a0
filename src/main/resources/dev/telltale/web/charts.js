// Charts. Each is a table, or has one beside it.
import { h, s, visible } from './dom.js';
import { clock, country, duration, number, phaseLabel, t, typeLabel } from './i18n.js';
import { flagOf, term, to } from './parts.js';

const sum = (rows, field = 'count') => rows.reduce((total, row) => total + row[field], 0);

/** Data type × recipient: a table whose cells are shaded by how many findings they hold. */
export function matrix(cells, recipients, scope) {
  const byDomain = new Map(recipients.map((each) => [each.domain, each]));
  const domains = group(cells, 'domain').sort((a, b) => party(byDomain, a) - party(byDomain, b) || b.count - a.count);
  const types = group(cells, 'type').sort((a, b) => b.beforeConsent - a.beforeConsent || b.count - a.count);
  const at = new Map(cells.map((cell) => [`${cell.type} ${cell.domain}`, cell]));
  const most = Math.max(...cells.map((cell) => cell.count));
  const search = (...terms) => to('findings', { q: [...scope, ...terms].join(' ') });
  const cellOf = (type, domain) => {
    const cell = at.get(`${type.name} ${domain.name}`);
    if (!cell) return h('td.none', h('span', { 'aria-hidden': 'true' }, '·'));
    const heat = Math.max(1, Math.ceil((4 * Math.log1p(cell.count)) / Math.log1p(most)));
    const label = [
      t('matrix.cell', { count: cell.count, type: typeLabel(cell.type), domain: cell.domain }),
      cell.beforeConsent > 0 && t('matrix.cell.before', { n: cell.beforeConsent }),
    ].filter(Boolean).join(', ');
    return h(
      'td',
      h(
        `a.heat${heat}${cell.beforeConsent ? '.early' : ''}`,
        { href: search(term('type', cell.type), term('to', cell.domain)), 'aria-label': label, title: label },
        number(cell.count),
      ),
    );
  };
  return h(
    'div.scroll',
    { tabindex: '0', role: 'region', 'aria-label': t('matrix.title') },
    h(
      'table.matrix',
      h('caption.hidden', t('matrix.caption')),
      h(
        'thead',
        h(
          'tr',
          h('th', { scope: 'col' }, t('matrix.type')),
          domains.map((domain) => {
            const known = byDomain.get(domain.name);
            return h(
              'th',
              { scope: 'col', title: known?.organisation },
              h('a', { href: search(term('to', domain.name)) }, h('bdi', breakable(domain.name))),
              h('span.soft', known && t(`party.${known.party}`), ' ', known?.countries.map((code) => flagOf(code))),
            );
          }),
          h('th.total', { scope: 'col' }, t('matrix.total')),
        ),
      ),
      h(
        'tbody',
        types.map((type) =>
          h(
            'tr',
            h('th', { scope: 'row' }, h('a', { href: search(term('type', type.name)) }, typeLabel(type.name))),
            domains.map((domain) => cellOf(type, domain)),
            h('td.total', number(type.count)),
          ),
        ),
      ),
    ),
  );
}

/** A host name that may break before its dots. */
const breakable = (name) => visible(name).split(/(?=\.)/).flatMap((part) => [h('wbr'), part]).slice(1);

function group(cells, field) {
  const groups = new Map();
  for (const cell of cells) {
    const each = groups.get(cell[field]) ?? { name: cell[field], count: 0, beforeConsent: 0 };
    each.count += cell.count;
    each.beforeConsent += cell.beforeConsent;
    groups.set(cell[field], each);
  }
  return [...groups.values()];
}

const party = (byDomain, domain) => ({ third: 0, unknown: 1, first: 2 })[byDomain.get(domain.name)?.party ?? 'unknown'];

export function matrixLegend() {
  return h(
    'p.legend',
    h('span.key', ['heat1', 'heat2', 'heat3', 'heat4'].map((heat) => h(`span.swatch.${heat}`)), t('matrix.legend.count')),
    h('span.key', h('span.swatch.heat2.early'), t('matrix.legend.before')),
  );
}

/** Exchanges and findings over a session, over the bands of its phases. */
export function timeline(data) {
  const from = Date.parse(data.from);
  const span = Date.parse(data.to) - from;
  const width = 960;
  const base = 132;
  const height = 92;
  const x = (millis) => (width * (millis - from)) / span;
  const most = Math.max(1, ...data.exchanges, ...data.findings);
  const bar = (value) => (value ? Math.max(3, (height * Math.sqrt(value)) / Math.sqrt(most)) : 0);
  const slot = (width * data.slotMillis) / span;
  const phases = data.phases.map((phase) => ({ ...phase, x: x(Date.parse(phase.from)), w: Math.max(0, x(Date.parse(phase.to)) - x(Date.parse(phase.from))) }));
  const chart = s(
    'svg.timeline',
    { viewBox: `0 0 ${width} 168`, role: 'img', 'aria-label': t('timeline.caption') },
    phases.map((phase) => [
      s(`rect.band${phase.phase === 'before-consent' ? '.early' : phase.phase === 'unmarked' ? '.unmarked' : ''}`, { x: phase.x, y: 0, width: phase.w, height: base }),
      phase.w > 70 && s('text.phase', { x: phase.x + 8, y: 18 }, visible(phaseLabel(phase.phase)).slice(0, Math.floor(phase.w / 8))),
      phase.x > 1 && s('line.mark', { x1: phase.x, x2: phase.x, y1: 0, y2: base }),
    ]),
    data.exchanges.map((value, i) => value > 0 && s('rect.exchanges', { x: i * slot, y: base - bar(value), width: Math.max(2, slot - 1.5), height: bar(value), rx: 1 })),
    data.findings.map((value, i) => value > 0 && s('rect.findings', { x: i * slot + slot / 4, y: base - bar(value), width: Math.max(2, slot / 2 - 0.75), height: bar(value), rx: 1 }, s('title', `${number(value)} · ${clock(new Date(from + i * data.slotMillis).toISOString())}`))),
    s('line.axis', { x1: 0, x2: width, y1: base, y2: base }),
    [0, 0.25, 0.5, 0.75, 1].map((part) =>
      s('text.tick', { x: part * width, y: 154, 'text-anchor': part === 0 ? 'start' : part === 1 ? 'end' : 'middle' }, clock(new Date(from + part * span).toISOString())),
    ),
  );
  const within = (slots, phase) =>
    slots.reduce((total, value, i) => {
      const middle = from + (i + 0.5) * data.slotMillis;
      return total + (middle >= Date.parse(phase.from) && middle < Date.parse(phase.to) ? value : 0);
    }, 0);
  return [
    h('div.scroll.chart', { tabindex: '0', role: 'region', 'aria-label': t('timeline.title') }, chart),
    h('p.legend', h('span.key', h('span.swatch.exchanges'), t('timeline.exchanges')), h('span.key', h('span.swatch.findings'), t('timeline.findings'))),
    asTable(
      [t('timeline.phase'), t('timeline.from'), t('timeline.length'), t('timeline.exchanges'), t('timeline.findings'), t('timeline.note')],
      data.phases.map((phase) => [
        visible(phaseLabel(phase.phase)),
        clock(phase.from),
        duration(Date.parse(phase.to) - Date.parse(phase.from)),
        `≈ ${number(within(data.exchanges, phase))}`,
        `≈ ${number(within(data.findings, phase))}`,
        visible(phase.note ?? ''),
      ]),
    ),
  ];
}

/** Data type → recipient → country as bands; a click on a name filters the findings. */
export function flow(cells, recipients, scope) {
  const countryOf = new Map(recipients.map((each) => [each.domain, each.countries[0] ?? '']));
  const columns = [[], [], []];
  const links = [new Map(), new Map()];
  const node = (column, name) => {
    let found = columns[column].find((each) => each.name === name);
    if (!found) columns[column].push((found = { name, count: 0 }));
    return found;
  };
  const top = new Set(group(cells, 'domain').sort((a, b) => b.count - a.count).slice(0, 12).map((each) => each.name));
  for (const cell of cells) {
    const domain = top.has(cell.domain) ? cell.domain : '…';
    const path = [cell.type, domain, countryOf.get(cell.domain) ?? ''];
    path.forEach((name, column) => (node(column, name).count += cell.count));
    for (const column of [0, 1]) {
      const key = `${path[column]}\n${path[column + 1]}`;
      const link = links[column].get(key) ?? { from: path[column], to: path[column + 1], count: 0, early: 0 };
      link.count += cell.count;
      link.early += cell.beforeConsent;
      links[column].set(key, link);
    }
  }
  const gap = 14;
  const rows = Math.max(...columns.map((each) => each.length));
  const height = Math.max(160, rows * 34);
  const total = sum(cells);
  const width = 960;
  const left = [230, 500, 790];
  columns.forEach((nodes, column) => {
    nodes.sort((a, b) => b.count - a.count);
    const scale = (height - gap * (nodes.length - 1)) / total;
    let y = 0;
    for (const each of nodes) {
      each.h = Math.max(4, each.count * scale);
      each.y = y;
      each.out = y;
      each.in = y;
      each.scale = each.h / each.count;
      y += each.h + gap;
      each.x = left[column];
    }
  });
  const tall = Math.max(...columns.map((nodes) => nodes.at(-1).y + nodes.at(-1).h)) + 8;
  const bands = links.flatMap((map, column) =>
    [...map.values()].map((link) => {
      const a = columns[column].find((each) => each.name === link.from);
      const b = columns[column + 1].find((each) => each.name === link.to);
      const ha = link.count * a.scale;
      const hb = link.count * b.scale;
      const [x1, x2] = [a.x + 6, b.x];
      const middle = (x1 + x2) / 2;
      const path = `M${x1} ${a.out}C${middle} ${a.out} ${middle} ${b.in} ${x2} ${b.in}L${x2} ${b.in + hb}C${middle} ${b.in + hb} ${middle} ${a.out + ha} ${x1} ${a.out + ha}Z`;
      a.out += ha;
      b.in += hb;
      return s(`path.flow${link.early ? '.early' : ''}`, { d: path }, s('title', `${number(link.count)}`));
    }),
  );
  const names = [typeLabel, (name) => (name === '…' ? t('flow.rest') : name), (code) => (code ? country(code) : t('flow.unknown'))];
  const fields = ['type', 'to', 'to'];
  const labels = columns.flatMap((nodes, column) =>
    nodes.map((each) => {
      const text = s('text', { x: column === 0 ? each.x - 10 : each.x + 16, y: each.y + each.h / 2 + 4, 'text-anchor': column === 0 ? 'end' : 'start' }, shortened(visible(names[column](each.name))));
      const link = each.name && each.name !== '…' ? s('a', { href: to('findings', { q: [...scope, term(fields[column], each.name)].join(' ') }) }, text) : text;
      return [s('rect.node', { x: each.x, y: each.y, width: 6, height: each.h, rx: 2 }), link];
    }),
  );
  return [
    h('div.scroll.chart', { tabindex: '0', role: 'region', 'aria-label': t('flow.title') }, s('svg.flows', { viewBox: `0 -4 ${width} ${tall + 8}`, role: 'group', 'aria-label': t('flow.caption') }, bands, labels)),
    asTable(
      [t('flow.type'), t('flow.recipient'), t('flow.country'), t('flow.count')],
      cells.map((cell) => [typeLabel(cell.type), visible(cell.domain), names[2](countryOf.get(cell.domain) ?? ''), number(cell.count)]),
    ),
  ];
}

const shortened = (text) => (text.length > 32 ? `${text.slice(0, 31)}…` : text);

function asTable(head, rows) {
  return h(
    'details.astable',
    h('summary', t('timeline.table')),
    h('div.scroll', h('table.plain', h('thead', h('tr', head.map((name) => h('th', { scope: 'col' }, name)))), h('tbody', rows.map((row) => h('tr', row.map((value) => h('td', value))))))),
  );
}

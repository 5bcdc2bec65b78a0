// What an app does, beside what it says: for each flow the request, and each declared layer's verdict with its sentence.
import { get } from './api.js';
import { captured, fill, h, icon, visible } from './dom.js';
import { current, moment, t } from './i18n.js';
import { appName, chain, empty, failure, heading, loading, monogram, partyChip, phaseChip, to } from './parts.js';

export async function comparisonPage(view, app, parameters) {
  const session = parameters.get('session');
  fill(view, loading());
  try {
    const found = await get('/comparison', { app, session, lang: current() });
    show(view, app, session, found);
  } catch (error) {
    fill(view, failure(error, () => comparisonPage(view, app, parameters)));
  }
}

function show(view, app, session, found) {
  const only = new Set();
  const flows = h('div.compared');
  const draw = () => fill(flows, found.flows.filter((flow) => only.size === 0 || flow.lines.some((line) => only.has(line.verdict))).map((flow) => flowPanel(flow)));
  draw();
  fill(
    view,
    h('p.back', h('a', { href: to(`app/${encodeURIComponent(app)}`, { session }) }, icon('left'), t('compare.back'))),
    heading(h('span.apptitle', monogram(app), appName(app)), t('compare.lead')),
    found.flows.length === 0
      ? nothing(app, found)
      : [
          overview(found, only, draw),
          flows,
          found.disagreements.length > 0 && disagreements(found.disagreements),
        ],
    checklist(found.checklist),
    found.rules.length > 0 && clauses(found.rules),
  );
}

function nothing(app, found) {
  if (found.declarations.length > 0) return empty(t('compare.nothing.title'), t('compare.nothing.text'));
  return h('section.panel', h('h2', t('compare.undeclared.title')), h('p', t('compare.undeclared.text')), h('pre.text', `telltale declare policy.html --app ${visible(app)}`));
}

const mark = (line) => h(`span.chip.verdict-${line.tone}`, line.label);

/** Every flow with its verdicts in one table; a click on a verdict shows the flows that have it. */
function overview(found, only, draw) {
  const counts = new Map();
  for (const flow of found.flows) {
    for (const verdict of new Map(flow.lines.filter((line) => line.tone !== 'open' || line.verdict !== 'OMITTED').map((line) => [line.verdict, line])).values()) {
      counts.set(verdict.verdict, { line: verdict, n: (counts.get(verdict.verdict)?.n ?? 0) + 1 });
    }
  }
  const filters = [...counts.values()].map(({ line, n }) => {
    const button = h(`button.chip.verdict-${line.tone}`, { type: 'button', 'aria-pressed': 'false' }, `${line.label} · ${n}`);
    button.onclick = () => {
      if (!only.delete(line.verdict)) only.add(line.verdict);
      button.setAttribute('aria-pressed', String(only.has(line.verdict)));
      draw();
    };
    return button;
  });
  return h(
    'section.panel',
    h('h2', t('compare.overview')),
    h('p.soft', found.declarations.map((d) => `${visible(d.source)} (${visible(d.format)})`).join(' · ')),
    h('div.filters', { role: 'group', 'aria-label': t('compare.filter') }, filters),
    h(
      'div.scroll', { tabindex: '0', role: 'region', 'aria-label': t('compare.overview') },
      h(
        'table.verdicts',
        h('thead', h('tr', h('th', { scope: 'col' }, t('compare.data')), h('th', { scope: 'col' }, t('compare.recipient')), found.layers.map((layer) => h('th', { scope: 'col' }, layer.label)))),
        h('tbody', found.flows.map((flow) => h('tr', h('th', { scope: 'row' }, flow.label), h('td', captured(flow.organisation ?? flow.domain)), flow.lines.map((line) => h('td', mark(line)))))),
      ),
    ),
  );
}

function flowPanel(flow) {
  return h(
    'section.panel.comparedflow',
    h('div.panelhead', h('h2', flow.label, ' → ', captured(flow.organisation ? `${flow.organisation} (${flow.domain})` : flow.domain)), partyChip(flow.party)),
    h('div.twosides', sent(flow), h('div', h('h3', t('compare.said')), flow.lines.map(judgement))),
  );
}

function sent(flow) {
  const cited = flow.excerpt;
  return h(
    'div',
    h('h3', t('compare.sent')),
    h('p', t('compare.times', { n: flow.count }), ' ', flow.phases.map((phase) => phaseChip(phase))),
    cited && h('p.soft', captured(cited.head), ' · ', cited.place),
    cited && h('pre.text', { tabindex: '0' }, visible(cited.before), h('mark', visible(cited.match)), visible(cited.after)),
    cited && cited.value !== cited.match && h('p.soft', t('compare.standsFor'), ' ', captured(cited.value)),
    cited && h('p', chain(cited.encoding, cited.where)),
    cited && h('p', h('a', { href: to(`exchange/${cited.exchange}`, { finding: cited.finding }), data: { row: '' } }, t('compare.bytes'), icon('right'))),
    flow.beside.length > 0 && h('ul.besides', flow.beside.map((each) => h('li', each))),
    bears(flow.bearsOn),
  );
}

function judgement(line) {
  return h(
    'div.said',
    h('p', h('strong', line.layer), ' ', mark(line)),
    h('p', visible(line.reason)),
    line.quotes.map((quote) => h('blockquote', h('p', visible(quote.text)), h('footer.soft', `${quote.role} · ${visible(quote.source)}:${quote.start}–${quote.end}`))),
    line.way && h('p.soft', visible(line.way)),
    line.notes.map((note) => h('p.soft', visible(note))),
    line.disagrees.length > 0 && h('p.soft', t('compare.disagrees', { layers: line.disagrees.join(', ') })),
    bears(line.bearsOn),
  );
}

const bears = (rules) => rules.length > 0 && h('p.soft', t('compare.bearsOn'), ' ', rules.join(' '));

function disagreements(found) {
  return h(
    'section.panel',
    h('h2', t('compare.disagreements')),
    h('p.soft', t('compare.disagreements.note')),
    h('div.rows', found.map((each) => h('div.disagreement', h('p', h('strong', each.data), ' → ', visible(each.recipient), ' ', each.observed && h('span.chip.warn', t('compare.observed'))), h('p', h('strong', each.says), ': ', visible(each.saying)), h('p', h('strong', each.denies), ': ', visible(each.denying))))),
  );
}

const TONES = { PROVEN: 'bad', SUPPORTED: 'fair', NOT_TESTABLE: 'open', NOT_SEEN: 'open' };

function checklist(rows) {
  return h(
    'section.panel',
    h('h2', t('compare.checklist')),
    h('p.soft', t('compare.checklist.note')),
    h(
      'div.scroll', { tabindex: '0', role: 'region', 'aria-label': t('compare.checklist') },
      h(
        'table.verdicts',
        h('thead', h('tr', ['compare.issue', 'compare.state', 'compare.basis', 'nav.gaps'].map((key) => h('th', { scope: 'col' }, t(key))))),
        h('tbody', rows.map((row) => h(
          'tr',
          h('th', { scope: 'row' }, `${row.number} ${row.label}`, current() !== 'zh' && h('span.block.soft', { lang: 'zh-CN' }, row.name)),
          h('td', h(`span.chip.verdict-${TONES[row.state]}`, row.stateLabel)),
          h(
            'td',
            h('ul.plain', row.basis.map((basis) => h('li', basis.exchange ? h('a', { href: to(`exchange/${basis.exchange}`) }, visible(basis.what)) : visible(basis.what)))),
            row.evidence.map((each) => h('p', moment(each.time), ': ', visible(each.text), each.file && h('span.block.soft', `${visible(each.file)} · SHA-256 ${each.sha256}`))),
            row.needed.map((need) => h('p.soft', t('compare.needed'), ' ', need)),
          ),
          h('td.number', row.gaps),
        ))),
      ),
    ),
  );
}

function clauses(rules) {
  return h(
    'section.panel',
    h('h2', t('compare.clauses')),
    h('p.soft', t('compare.clauses.note')),
    h('details', h('summary', t('compare.clauses.show', { n: rules.length })), h('ul.plain', rules.map((rule) => h('li', h('strong', rule.id), ' ', rule.jurisdiction, ' · ', rule.clause, ': ', rule.gist, rule.note && h('span.soft', ` [${rule.note}]`))))),
  );
}

// One exchange: what was found in it, and where it stands in the bytes.
import { get } from './api.js';
import { captured, fill, h, icon, visible } from './dom.js';
import { bytes, country, duration, kindLabel, moment, number, t } from './i18n.js';
import { appName, cleartextChip, failure, heading, loading, partyChip, phaseChip, to } from './parts.js';

export async function exchangePage(view, id, parameters) {
  fill(view, loading());
  let whole;
  try {
    whole = await get(`/exchanges/${encodeURIComponent(id)}`);
  } catch (error) {
    fill(view, failure(error, () => exchangePage(view, id, parameters)));
    return;
  }
  const wanted = parameters.get('finding');
  const selected = whole.findings.find((each) => String(each.sequence) === wanted) ?? whole.findings[0];
  const stage = h('div.stage');
  const list = h('ol.found');
  const state = { whole, part: null, raw: false, selected: null };
  const show = (finding, part, layer) => {
    state.selected = finding;
    state.part = part ?? partOf(finding?.mark) ?? 'request';
    state.layer = layer ?? (finding?.mark?.part === 'layer' ? finding.mark.index : null);
    fill(list, whole.findings.map((each) => foundItem(each, each === state.selected, () => show(each))));
    fill(stage, stageOf(state, show));
    (stage.querySelector('.layer.current') ?? stage.querySelector('mark'))?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const head = whole.exchange;
  fill(
    view,
    h('p.back', h('button.link', { type: 'button', onclick: () => (history.length > 1 ? history.back() : (location.hash = to('findings'))) }, icon('left'), t('inspector.back'))),
    heading(h('span.url', h('span.method', visible(head.request.method)), ' ', captured(head.request.url)), null),
    h(
      'p.tags',
      appName(head.app), phaseChip(head.phase), partyChip(head.recipient.party),
      head.request.encrypted === false && cleartextChip(),
      h('span.chip', visible(head.request.protocol)),
      h('time.soft', { datetime: head.time }, moment(head.time)),
    ),
    h(
      'div.inspector',
      h(
        'aside',
        h('section.panel', h('h2', t('inspector.findings')), whole.findings.length ? list : h('p.soft.pad', t('inspector.noFindings'))),
        circumstances(whole),
      ),
      stage,
    ),
  );
  show(selected ?? null);
}

const partOf = (mark) => mark && { target: 'request', header: 'request', body: 'request', layer: 'decoded', message: 'messages' }[mark.part];

function foundItem(finding, current, choose) {
  return h(
    `li${current ? '.current' : ''}`,
    h(
      'button',
      { type: 'button', onclick: choose, 'aria-pressed': String(current) },
      h('b', kindLabel(finding.kind)),
      captured(finding.value, 'bdi.captured.value'),
    ),
    current &&
      h(
        'dl.facts',
        finding.observed !== finding.value && fact(t('finding.sentAs'), captured(finding.observed)),
        fact(t('finding.place'), captured(finding.where)),
        fact(t('finding.why'), visible(finding.why)),
        fact(t('finding.rule'), [visible(finding.rule), ' · ', t(`method.${finding.method}`)]),
        fact(t('finding.confidence'), `${number(Math.round(finding.confidence * 100))} %`),
      ),
  );
}

const fact = (name, value) => value && h('div', h('dt', name), h('dd', value));

function circumstances(whole) {
  const { exchange, connection } = whole;
  const tls = (side) => (side ? visible([side.version, side.cipher, side.alpn].filter(Boolean).join(' · ')) : exchange.request.encrypted ? null : t('fact.none'));
  return h(
    'details.panel.circumstances',
    { open: true },
    h('summary', t('inspector.circumstances')),
    h(
      'dl.facts',
      fact(t('fact.app'), [appName(exchange.app), exchange.attribution && h('span.soft', ` · ${t(`app.${exchange.attribution.confidence === 'none' ? 'unattributed' : exchange.attribution.confidence}`)}`)]),
      fact(t('fact.device'), captured(exchange.device)),
      fact(t('fact.session'), number(exchange.session)),
      fact(t('fact.recipient'), captured(exchange.recipient.host)),
      fact(t('fact.organisation'), exchange.recipient.organisation && captured(exchange.recipient.organisation)),
      fact(t('fact.address'), connection.address && captured(connection.address)),
      fact(t('fact.country'), exchange.recipient.country && country(exchange.recipient.country)),
      fact(t('fact.tls'), tls(connection.clientTls)),
      fact('JA4', connection.clientTls?.ja4 && captured(connection.clientTls.ja4)),
      fact(t('fact.upstreamTls'), tls(connection.upstreamTls)),
      fact(t('fact.outcome'), t(`outcome.${exchange.outcome}`)),
      fact(t('fact.failure'), whole.failure && visible(whole.failure)),
      fact(t('fact.duration'), duration(exchange.durationMillis)),
      fact(t('fact.sha256'), captured(whole.request.body.sha256)),
      fact(t('fact.id'), captured(exchange.id ?? exchange.exchange)),
    ),
  );
}

function stageOf(state, show) {
  const { whole, selected } = state;
  const parts = ['request', whole.layers.length && 'decoded', 'response', whole.messages.length && 'messages'].filter(Boolean);
  const tabs = h(
    'div.tabs',
    { role: 'tablist' },
    parts.map((part) =>
      h('button', { type: 'button', role: 'tab', 'aria-selected': String(part === state.part), onclick: () => show(selected, part) }, t(`inspector.${part}`)),
    ),
  );
  const panel = { request, decoded, response, messages }[state.part](state, show);
  return [selected && breadcrumb(state, show), h('section.panel.message', tabs, h('div.pane', { role: 'tabpanel' }, panel))];
}

/** gzip › form › base64 › JSON › place: each step leads to its layer. */
function breadcrumb({ whole, selected, part, layer: shown }, show) {
  const steps = selected.encoding.length ? selected.encoding : [t('finding.plain')];
  const crumb = (name, target, current, layer) =>
    h('button.crumb', { type: 'button', 'aria-current': current ? 'step' : null, onclick: () => show(selected, target, layer) }, visible(name));
  // The layer behind a step: the chain up to it, on the way to the finding.
  const layerOf = (step) => {
    const along = (layer) => layer.encoding.length === step + 1 && layer.encoding.every((name, i) => name === steps[i]);
    const nearest = whole.layers.findIndex((layer) => along(layer) && selected.where.startsWith(layer.where));
    return nearest < 0 ? whole.layers.findIndex(along) : nearest;
  };
  return h(
    'nav.breadcrumb',
    { 'aria-label': t('finding.chain') },
    crumb(t('inspector.asSent'), 'request', part === 'request'),
    steps.map((name, step) => {
      const at = layerOf(step);
      return [
        h('span.sep', { 'aria-hidden': 'true' }, '›'),
        at < 0 ? h('span.crumb', visible(name)) : crumb(name, 'decoded', part === 'decoded' && at === shown, at),
      ];
    }),
    h('span.sep', { 'aria-hidden': 'true' }, '›'),
    h('span.crumb.place', captured(selected.where)),
  );
}

const markIn = (state, part, index = 0) => {
  const mark = state.selected?.mark;
  return mark && mark.part === part && mark.index === index ? mark : null;
};

function request(state, show) {
  const { request: message } = state.whole;
  return [
    state.selected && !state.selected.mark && h('p.note', t('inspector.notLiteral')),
    h('div.head', h('code.line', h('b', visible(message.method)), ' ', marked(message.target, markIn(state, 'target')))),
    headers(message.headers, (i) => markIn(state, 'header', i)),
    body(state, message.body, 'request', markIn(state, 'body'), show),
    message.trailers.length > 0 && [h('h3', t('inspector.trailers')), headers(message.trailers, () => null)],
  ];
}

function response(state, show) {
  const message = state.whole.response;
  if (!message) return h('p.soft.pad', t('inspector.noResponse'));
  return [
    h('div.head', h('code.line', h('b', message.status), ' ', visible(message.reason))),
    headers(message.headers, () => null),
    body(state, message.body, 'response', null, show),
    message.trailers.length > 0 && [h('h3', t('inspector.trailers')), headers(message.trailers, () => null)],
  ];
}

function decoded(state) {
  return state.whole.layers.map((layer, i) => {
    const mark = markIn(state, 'layer', i);
    return h(
      `details.layer${i === state.layer ? '.current' : ''}`,
      { open: mark || i === state.layer || state.whole.layers.length < 4 },
      h('summary', h('span.chain', layer.encoding.map((name) => [h('span.crumb', visible(name)), h('span.sep', { 'aria-hidden': 'true' }, '›')]), h('span.crumb.place', captured(layer.where))), h('span.soft', bytes(layer.sizeBytes))),
      content(layer, mark, false),
    );
  });
}

function messages(state) {
  return state.whole.messages.map((message, i) =>
    h(
      `div.ws.${message.direction}`,
      h('p.soft', t(`inspector.${message.direction}`), ' · ', visible(message.kind), ' · ', h('time', { datetime: message.time }, moment(message.time)), ' · ', bytes(message.sizeBytes)),
      content(message, markIn(state, 'message', i), false),
    ),
  );
}

function headers(lines, mark) {
  return h(
    'table.headers',
    h('caption.hidden', t('inspector.headers')),
    h('tbody', lines.map(([name, value], i) => h('tr', h('th', { scope: 'row' }, captured(name)), h('td', marked(value, mark(i)))))),
  );
}

function body(state, part, side, mark, show) {
  if (part.sizeBytes === 0) return h('p.soft.pad', t('inspector.noBody'));
  const raw = state.raw === side;
  const id = state.whole.exchange.id ?? state.whole.exchange.exchange;
  return [
    h(
      'div.bodybar',
      h('h3', t('inspector.body'), h('span.soft', bytes(part.sizeBytes))),
      part.text !== undefined &&
        h('button.button.small', { type: 'button', 'aria-pressed': String(raw), onclick: () => { state.raw = raw ? false : side; show(state.selected, state.part); } }, t('inspector.raw')),
      h('a.button.small', { href: `/api/v1/exchanges/${id}/body/${side}`, download: '' }, icon('download'), t('inspector.download')),
    ),
    part.keptBytes < part.sizeBytes && h('p.note', t('inspector.truncated', { kept: bytes(part.keptBytes), size: bytes(part.sizeBytes) })),
    content(part, mark, raw),
    part.shownBytes < part.keptBytes && h('p.note', t('inspector.shown', { shown: bytes(part.shownBytes), size: bytes(part.keptBytes) })),
  ];
}

function content(part, mark, raw) {
  if (part.text !== undefined && !raw) return h('pre.text', marked(part.text, mark));
  const octets = part.text !== undefined ? new TextEncoder().encode(part.text) : octetsOf(part.hex);
  const shifted = mark && part.text !== undefined
    ? { start: encodedLength(part.text.slice(0, mark.start)), end: encodedLength(part.text.slice(0, mark.end)) }
    : mark;
  return hexdump(octets.subarray(0, 16384), shifted);
}

const encodedLength = (text) => new TextEncoder().encode(text).length;
const octetsOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** Text with the finding between its exact offsets. */
function marked(text, mark) {
  if (!mark) return captured(text);
  return h('bdi.captured', { dir: 'ltr' }, visible(text.slice(0, mark.start)), h('mark', visible(text.slice(mark.start, mark.end))), visible(text.slice(mark.end)));
}

function hexdump(octets, mark) {
  const lines = [];
  for (let offset = 0; offset < octets.length; offset += 16) {
    const row = octets.subarray(offset, offset + 16);
    const inside = (i) => mark && offset + i >= mark.start && offset + i < mark.end;
    const cells = (text) => spans([...row].map((octet, i) => [text(octet, i), inside(i)]));
    lines.push(
      h('span.offset', offset.toString(16).padStart(6, '0')), '  ',
      cells((octet) => `${octet.toString(16).padStart(2, '0')} `), '   '.repeat(16 - row.length), ' ',
      cells((octet) => (octet >= 32 && octet < 127 ? String.fromCharCode(octet) : '·')), '\n',
    );
  }
  return h('pre.hex', lines);
}

function spans(pieces) {
  const out = [];
  for (const [text, inside] of pieces) {
    const last = out.at(-1);
    if (last && last.inside === Boolean(inside)) last.text += text;
    else out.push({ text, inside: Boolean(inside) });
  }
  return out.map(({ text, inside }) => (inside ? h('mark', text) : text));
}

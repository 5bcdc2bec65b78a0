// Elements are made here and nowhere else. Text becomes a text node, never markup: what a phone sent is only ever read.

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element: h('a.button', { href: '#/apps', onclick }, 'text', child, [children]). */
export function h(spec, ...rest) {
  return build(document.createElement(spec.split('.')[0]), spec, rest);
}

/** The same for SVG. */
export function s(spec, ...rest) {
  return build(document.createElementNS(SVG, spec.split('.')[0]), spec, rest);
}

function build(element, spec, rest) {
  const names = spec.split('.').slice(1);
  if (names.length) element.setAttribute('class', names.join(' '));
  const first = rest[0];
  const plain = first && typeof first === 'object' && !Array.isArray(first) && !(first instanceof Node);
  if (plain) attributes(element, rest.shift());
  add(element, rest);
  return element;
}

function attributes(element, values) {
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(element.dataset, value);
    else if (name === 'css') for (const [property, v] of Object.entries(value)) element.style.setProperty(property, v);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

/** Appends children; null and false are left out. */
export function add(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

/** Puts children in the place of what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  return add(element, children);
}

// Controls, zero-width and bidirectional characters would hide or reorder what was sent; their code points are shown.
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

/** Captured text with every hidden character made visible. */
export function visible(text) {
  return String(text).replace(HIDDEN, (c) => `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

/** Captured text as an element that keeps its direction to itself. */
export function captured(text, spec = 'bdi.captured') {
  return h(spec, { dir: 'ltr' }, visible(text));
}

const PATHS = {
  apps: 'M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z',
  findings: 'M10 3.5c3.6 0 6.4 2.7 7.5 6.5-1.1 3.8-3.9 6.5-7.5 6.5S3.6 13.8 2.5 10C3.6 6.2 6.4 3.5 10 3.5zM10 7.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2z',
  exchanges: 'M3 7h12l-3-3M17 13H5l3 3',
  recipients: 'M10 2.5l6.5 3v4.2c0 3.8-2.6 6.6-6.5 7.8-3.9-1.2-6.5-4-6.5-7.8V5.5zM7 10l2.2 2.2L13.2 8',
  gaps: 'M3 3l14 14M8 4.1A8 8 0 0 1 10 3.8c3.6 0 6.4 2.6 7.5 6.2a10 10 0 0 1-1.9 3.3M12.6 15.6c-.8.3-1.7.5-2.6.5-3.6 0-6.4-2.6-7.5-6.1.5-1.7 1.4-3.2 2.6-4.3',
  sessions: 'M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4zM10 6v4.3l2.8 1.7',
  setup: 'M6.5 2.5h7a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1zM9 15h2',
  search: 'M8.8 3.5a5.3 5.3 0 1 0 0 10.6 5.3 5.3 0 0 0 0-10.6zM12.8 12.8l4 4',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  unlock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 5.8-1',
  alert: 'M10 3l7.5 13.5h-15zM10 8v4M10 14.2v.1',
  flag: 'M5 17.5V3M5 3.8h9.5l-2 3.1 2 3.1H5',
  right: 'M8 5l5 5-5 5',
  left: 'M12 5l-5 5 5 5',
  theme: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14',
  download: 'M10 3v9M6.5 8.8L10 12.3l3.5-3.5M4 16.5h12',
  stop: 'M5.5 5.5h9v9h-9z',
  play: 'M6.5 4.5l9 5.5-9 5.5z',
};

/** A line icon; it says nothing by itself, so it is hidden from screen readers. */
export function icon(name) {
  return s('svg.icon', { viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' }, s('path', { d: PATHS[name] }));
}

// One catalogue for each language, with the same keys. Labels of data types come from the taxonomy.

export const LANGUAGES = ['en', 'zh'];
let language = 'en';
let catalogue = {};
let taxonomy = { types: {}, kinds: {} };

export function preferred() {
  const chosen = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem('telltale.language');
  if (LANGUAGES.includes(chosen)) return chosen;
  return navigator.languages.some((l) => l.startsWith('en')) && !navigator.language.startsWith('zh')
    ? 'en'
    : navigator.language.startsWith('zh') ? 'zh' : 'en';
}

export async function load(wanted) {
  const response = await fetch(`/assets/${wanted}.json`);
  catalogue = await response.json();
  language = wanted;
  document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en';
}

export function choose(wanted) {
  localStorage.setItem('telltale.language', wanted);
}

export const current = () => language;

export function useTaxonomy(loaded) {
  taxonomy = loaded;
}

/** A text with {name} filled in. With `n`, the form for that number is taken: key.one or key.other. */
export function t(key, values = {}) {
  let found = key;
  if (values.n !== undefined && catalogue[`${key}.other`] !== undefined) {
    const form = new Intl.PluralRules(language).select(values.n);
    found = catalogue[`${key}.${form}`] === undefined ? `${key}.other` : `${key}.${form}`;
  }
  const text = catalogue[found];
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? number(value) : value;
  });
}

export const has = (key) => catalogue[key] !== undefined;

export const number = (value) => new Intl.NumberFormat(language).format(value);

export function typeLabel(id) {
  const labels = taxonomy.types[id] ?? taxonomy.kinds[id];
  return labels?.[language] || id;
}

export function kindLabel(id) {
  const labels = taxonomy.kinds[id] ?? taxonomy.types[id];
  return labels?.[language] || id;
}

/** A known phase in the language, or the tester's own word. */
export const phaseLabel = (phase) => (has(`phase.${phase}`) ? t(`phase.${phase}`) : phase);

export function country(code) {
  if (!code) return '';
  try {
    return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

export const clock = (iso) =>
  new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(iso));

export const moment = (iso) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(new Date(iso));

export function duration(millis) {
  if (millis < 1000) return t('duration.millis', { value: Math.round(millis) });
  const seconds = Math.round(millis / 1000);
  if (seconds < 60) return t('duration.seconds', { value: seconds });
  if (seconds < 3600) return t('duration.minutes', { value: Math.floor(seconds / 60), rest: seconds % 60 });
  return t('duration.hours', { value: Math.floor(seconds / 3600), rest: Math.floor((seconds % 3600) / 60) });
}

export function bytes(value) {
  if (value < 1024) return `${number(value)} B`;
  if (value < 1024 * 1024) return `${number(Math.round(value / 102.4) / 10)} KiB`;
  return `${number(Math.round(value / 104857.6) / 10)} MiB`;
}

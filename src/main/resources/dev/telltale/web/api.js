// The API. Every failure is an Error whose message a person can act on.

async function ask(path, options) {
  let response;
  try {
    response = await fetch(`/api/v1${path}`, { credentials: 'same-origin', cache: 'no-store', ...options });
  } catch {
    throw Object.assign(new Error('unreachable'), { status: 0 });
  }
  const json = await response.json().catch(() => ({}));
  if (!response.ok) {
    const { what = response.statusText, expected, remedy } = json.error ?? {};
    throw Object.assign(new Error(what), { status: response.status, expected, remedy });
  }
  return json;
}

/** A path with query parameters; empty ones are left out. */
export function address(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') query.set(name, value);
  }
  return query.size ? `${path}?${query}` : path;
}

export const get = (path, parameters) => ask(address(path, parameters));

export const post = (path, fields) =>
  ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(fields) });

/** Live events; handlers by name, and `state(open)` for the connection itself. */
export function listen(handlers, state) {
  const source = new EventSource('/api/v1/events');
  source.onopen = () => state(true);
  source.onerror = () => state(false);
  for (const [name, handler] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handler(JSON.parse(event.data)));
  }
  return source;
}

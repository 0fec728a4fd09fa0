const base = process.env.PLIMSOLL_URL ?? 'http://127.0.0.1:3000';

/** `Name: value`: sends the request to the track under test instead of the one that serves. */
function testHeader() {
  const text = process.env.PLIMSOLL_TEST_HEADER ?? '';
  const colon = text.indexOf(':');
  return colon < 1 ? {} : { [text.slice(0, colon).trim()]: text.slice(colon + 1).trim() };
}

/** Asks the shop under test; an answer that takes over five seconds is none. */
export async function ask(path, options = {}) {
  const headers = { ...testHeader(), ...options.headers };
  const response = await fetch(new URL(path, base), { ...options, headers, signal: AbortSignal.timeout(5_000) });
  const text = await response.text();
  const json = (response.headers.get('content-type') ?? '').startsWith('application/json')
    ? JSON.parse(text)
    : undefined;
  return { status: response.status, text, json };
}

/** Puts something into the cart. */
export const buy = (body) =>
  ask('/cart', { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../src/core/authorisation/route-table.ts';
import { codeOf, ListenerWorld, TOKEN } from './listener-world.ts';
import { head, type RawAnswer, rawExchange } from './raw-http.ts';

/** What answers without asking who one is. */
const PUBLIC = Object.entries(ROUTES).flatMap(([name, row]) =>
  row === 'public' ? [name.replaceAll(/:[a-z]+/g, 'x')] : [],
);

const world = new ListenerWorld();
interface Route {
  readonly method: string;
  readonly path: string;
}
let routes: readonly Route[];
beforeAll(async () => {
  await world.start();
  const seen = world.here.app.routes.filter(({ method }) => method === 'GET' || method === 'POST');
  const filled = seen.map(({ method, path }) => ({ method, path: path.replaceAll(/:[a-z]+/g, 'x') }));
  routes = [...new Map(filled.map((one) => [`${one.method} ${one.path}`, one])).values()];
});
afterAll(world.stop);

const JSON_BODY = ['Content-Type: application/json', 'Idempotency-Key: test-0000-0001', 'Content-Length: 2'];

async function ask({ method, path }: Route, lines: readonly string[], host = world.host): Promise<RawAnswer> {
  const body = method === 'POST' ? '{}' : '';
  const fixed = method === 'POST' ? JSON_BODY.filter((line) => !lines.some((own) => sameName(own, line))) : [];
  return rawExchange(world.port, head(method, path, [`Host: ${host}`, ...fixed, ...lines]) + body);
}
const sameName = (one: string, other: string): boolean => nameOf(one) === nameOf(other);
const nameOf = (line: string): string => line.slice(0, line.indexOf(':')).toLowerCase();

/** Codes of the guard: any of them means that the request never reached the control plane. */
const GUARD = [
  ...['host-not-listed', 'origin-not-listed', 'not-json', 'idempotency-key-missing', 'not-from-our-page'],
  ...['method-not-offered', 'header-twice', 'target-not-a-path', 'body-not-expected', 'no-expectations'],
];

/**
 * Each of the variants on one route that is read and one that changes, and the first of them on every route: what is asked of a
 * head is asked before anybody looks for the route. All of it, on every route: npm run campaign:hostile.
 */
function* crossing<Variant>(of: readonly Route[], variants: readonly Variant[]): Generator<readonly [Route, Variant]> {
  const isWhole = process.env.PLIMSOLL_WHOLE_TABLE === '1';
  const full = [of.find(({ method }) => method === 'GET'), of.find(({ method }) => method === 'POST')];
  for (const route of of) {
    for (const variant of isWhole || full.includes(route) ? variants : variants.slice(0, 1)) yield [route, variant];
  }
}

describe('every route of the listener', () => {
  it('is there to be asked', () => {
    expect(routes.length).toBeGreaterThan(25);
    expect(routes.some(({ method }) => method === 'POST')).toBe(true);
  });

  it('is reached by our own names, and every answer has the headers of a careful server', async () => {
    for (const [route, host] of crossing(routes, [world.host, `127.0.0.1:${world.port}`])) {
      const answer = await ask(route, [], host);

      expect(GUARD, `${route.method} ${route.path}`).not.toContain(codeOf(answer));
      expect(answer.headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      );
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it('refuses every other Host, with and without the token: a name that was made to point here is not ours', async () => {
    const { port } = world;
    const hosts = [
      ...['evil.test', `evil.test:${port}`, 'localhost', `localhost:${port + 1}`, `localhost.evil.test:${port}`],
      ...[`localhost.:${port}`, `127.0.0.1.nip.test:${port}`, `2130706433:${port}`, `0.0.0.0:${port}`, `[::1]:${port}`],
      ...[`user@localhost:${port}`, `localhost:${port}, evil.test`, ''],
    ];
    for (const [route, host] of crossing(routes, hosts)) {
      const answer = await ask(route, [TOKEN], host);

      expect([answer.status, codeOf(answer)], `${route.path} ${host}`).toEqual([403, 'host-not-listed']);
    }
  });

  it('refuses every Origin that is not our page, the empty one of a sandbox included', async () => {
    const origins = [
      ...['null', 'http://evil.test', `http://127.0.0.1:${world.port}`, `https://${world.host}`, 'http://localhost'],
      ...[`http://localhost:${world.port + 1}`, `${world.origin}.evil.test`, `${world.origin}/`, ''],
    ];
    for (const route of routes)
      expect(GUARD).not.toContain(codeOf(await ask(route, [TOKEN, `Origin: ${world.origin}`])));
    for (const [route, origin] of crossing(routes, origins)) {
      const answer = await ask(route, [TOKEN, `Origin: ${origin}`]);

      expect([answer.status, codeOf(answer)], `${route.path} ${origin}`).toEqual([403, 'origin-not-listed']);
    }
  });

  it('that changes takes application/json alone: nothing that a form or an image can send', async () => {
    const types = [
      ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json'],
      ...[
        'application/json, text/plain',
        'application/jsonp',
        'application/json; charset=utf-16',
        '',
        'text/plain; a=application/json',
      ],
    ];
    for (const route of routes.filter(({ method }) => method === 'POST'))
      expect(GUARD).not.toContain(codeOf(await ask(route, ['Content-Type: application/json; charset=utf-8'])));
    for (const [route, type] of crossing(
      routes.filter(({ method }) => method === 'POST'),
      types,
    )) {
      const answer = await ask(route, [TOKEN, `Content-Type: ${type}`]);

      expect([answer.status, codeOf(answer)], `${route.path} ${type}`).toEqual([415, 'not-json']);
    }
  });

  it('that changes needs a key of its own, so that a repeated change is one', async () => {
    // A message of agents is of their own protocol, which knows no such header; what its tools change has a key further in.
    for (const [route, key] of crossing(
      routes.filter(({ method, path }) => method === 'POST' && path !== '/mcp'),
      ['', 'short', 'with blank in it', 'x'.repeat(129)],
    )) {
      const answer = await ask(route, [TOKEN, `Idempotency-Key: ${key}`]);

      expect([answer.status, codeOf(answer)]).toEqual([400, 'idempotency-key-missing']);
    }
  });

  it('that changes and is sent a cookie hears our own page only', async () => {
    const own = [`Origin: ${world.origin}`, 'Sec-Fetch-Site: same-origin'];
    const foreign = [
      [],
      [`Origin: ${world.origin}`],
      ['Sec-Fetch-Site: same-origin'],
      [`Origin: ${world.origin}`, 'Sec-Fetch-Site: same-site'],
      [`Origin: ${world.origin}`, 'Sec-Fetch-Site: cross-site'],
      [`Origin: ${world.origin}`, 'Sec-Fetch-Site: none'],
    ];
    for (const route of routes.filter(({ method }) => method === 'POST'))
      expect(GUARD).not.toContain(codeOf(await ask(route, ['Cookie: a=b', ...own])));
    for (const [route, lines] of crossing(
      routes.filter(({ method }) => method === 'POST'),
      foreign,
    )) {
      const answer = await ask(route, [TOKEN, 'Cookie: a=b', ...lines]);

      expect([answer.status, codeOf(answer)], `${route.path} ${lines}`).toEqual([403, 'not-from-our-page']);
    }
  });

  it('offers no other method, and none by a header or a parameter that names one', async () => {
    const before = JSON.stringify(await world.here.journal.head());
    const methods = ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
    for (const [{ path }, method] of crossing(routes, methods)) {
      const answer = await ask({ method, path }, [TOKEN]);

      expect([answer.status, codeOf(answer)], `${method} ${path}`).toEqual([405, 'method-not-offered']);
    }
    for (const { path } of routes) {
      await ask({ method: 'GET', path: `${path}?_method=POST&method=POST` }, [TOKEN, 'X-HTTP-Method-Override: POST']);
    }
    expect(JSON.stringify(await world.here.journal.head())).toBe(before);
  });

  it('that is read changes nothing, and takes no body', async () => {
    const before = JSON.stringify([await world.here.journal.head(), world.here.ends()]);
    for (const { path } of routes) {
      for (const method of ['GET', 'HEAD']) {
        expect(GUARD).not.toContain(codeOf(await ask({ method, path }, [TOKEN])));
      }
      const answer = await ask({ method: 'GET', path }, [TOKEN, 'Content-Length: 2\r\n\r\n{}']);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'body-not-expected']);
    }

    expect(JSON.stringify([await world.here.journal.head(), world.here.ends()])).toBe(before);
  });

  it('under /api needs to know who asks, and reads nothing of a body before', async () => {
    for (const route of routes.filter(({ path }) => path.startsWith('/api/'))) {
      // A mebibyte is announced and never sent: who waited for it would not answer.
      const answer = await ask(route, route.method === 'POST' ? ['Content-Length: 1000000'] : []);

      // Before anybody can be known, little is read of a body, and nothing of one that is long.
      const isPublic = PUBLIC.includes(`${route.method} ${route.path}`);
      expect(codeOf(answer), route.path).toBe(isPublic ? 'body-too-large' : 'not-signed-in');
      expect(answer.status, route.path).toBe(isPublic ? 400 : 401);
    }
  });
});

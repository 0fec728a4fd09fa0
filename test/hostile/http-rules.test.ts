import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../src/core/authorisation/route-table.ts';
import { type Listening, listenOnLoopback } from '../../src/server/listening.ts';
import { aControlPlane, type ControlPlaneOnBench, HEADERS } from '../api/control-plane.ts';
import { head, type RawAnswer, rawExchange } from './raw-http.ts';

/** What answers without asking who one is. */
const PUBLIC = Object.entries(ROUTES).flatMap(([name, row]) =>
  row === 'public' ? [name.replaceAll(/:[a-z]+/g, 'x')] : [],
);

let here: ControlPlaneOnBench;
let listener: Listening & { readonly port: number };
interface Route {
  readonly method: string;
  readonly path: string;
}
let routes: readonly Route[];
beforeAll(async () => {
  here = await aControlPlane();
  listener = await listenOnLoopback(here.app, 28_311);
  const seen = here.app.routes.filter(({ method }) => method === 'GET' || method === 'POST');
  const filled = seen.map(({ method, path }) => ({ method, path: path.replaceAll(/:[a-z]+/g, 'x') }));
  routes = [...new Map(filled.map((one) => [`${one.method} ${one.path}`, one])).values()];
});
afterAll(async () => {
  await listener.close();
  await here.close();
});

const ourHost = () => `localhost:${listener.port}`;
const ourOrigin = () => `http://${ourHost()}`;
const TOKEN = `Authorization: ${HEADERS.authorization}`;
const JSON_BODY = ['Content-Type: application/json', 'Idempotency-Key: test-0000-0001', 'Content-Length: 2'];

const codeOf = ({ body }: RawAnswer): string | undefined => {
  try {
    return (JSON.parse(body) as { problems?: readonly { code: string }[] }).problems?.[0]?.code;
  } catch {
    return undefined;
  }
};

async function ask(
  { method, path }: { readonly method: string; readonly path: string },
  lines: readonly string[],
  host = ourHost(),
): Promise<RawAnswer> {
  const body = method === 'POST' ? '{}' : '';
  const fixed = method === 'POST' ? JSON_BODY.filter((line) => !lines.some((own) => sameName(own, line))) : [];
  return rawExchange(listener.port, head(method, path, [`Host: ${host}`, ...fixed, ...lines]) + body);
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
    for (const [route, host] of crossing(routes, [ourHost(), `127.0.0.1:${listener.port}`])) {
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
    const { port } = listener;
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
      ...['null', 'http://evil.test', `http://127.0.0.1:${listener.port}`, `https://${ourHost()}`, 'http://localhost'],
      ...[`http://localhost:${listener.port + 1}`, `${ourOrigin()}.evil.test`, `${ourOrigin()}/`, ''],
    ];
    for (const route of routes)
      expect(GUARD).not.toContain(codeOf(await ask(route, [TOKEN, `Origin: ${ourOrigin()}`])));
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
    const own = [`Origin: ${ourOrigin()}`, 'Sec-Fetch-Site: same-origin'];
    const foreign = [
      [],
      [`Origin: ${ourOrigin()}`],
      ['Sec-Fetch-Site: same-origin'],
      [`Origin: ${ourOrigin()}`, 'Sec-Fetch-Site: same-site'],
      [`Origin: ${ourOrigin()}`, 'Sec-Fetch-Site: cross-site'],
      [`Origin: ${ourOrigin()}`, 'Sec-Fetch-Site: none'],
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
    const before = JSON.stringify(await here.journal.head());
    const methods = ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
    for (const [{ path }, method] of crossing(routes, methods)) {
      const answer = await ask({ method, path }, [TOKEN]);

      expect([answer.status, codeOf(answer)], `${method} ${path}`).toEqual([405, 'method-not-offered']);
    }
    for (const { path } of routes) {
      await ask({ method: 'GET', path: `${path}?_method=POST&method=POST` }, [TOKEN, 'X-HTTP-Method-Override: POST']);
    }
    expect(JSON.stringify(await here.journal.head())).toBe(before);
  });

  it('that is read changes nothing, and takes no body', async () => {
    const before = JSON.stringify([await here.journal.head(), here.ends()]);
    for (const { path } of routes) {
      for (const method of ['GET', 'HEAD']) {
        expect(GUARD).not.toContain(codeOf(await ask({ method, path }, [TOKEN])));
      }
      const answer = await ask({ method: 'GET', path }, [TOKEN, 'Content-Length: 2\r\n\r\n{}']);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'body-not-expected']);
    }

    expect(JSON.stringify([await here.journal.head(), here.ends()])).toBe(before);
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

describe('a request that two readers could read differently', () => {
  it.each([
    ['two hosts', () => [`Host: ${ourHost()}`, 'Host: evil.test'], 'header-twice'],
    ['two origins', () => [`Host: ${ourHost()}`, `Origin: ${ourOrigin()}`, 'Origin: null'], 'header-twice'],
    ['two tokens', () => [`Host: ${ourHost()}`, TOKEN, 'Authorization: Bearer x'], 'header-twice'],
    ['an expectation', () => [`Host: ${ourHost()}`, TOKEN, 'Expect: 100-continue'], 'no-expectations'],
    ['another expectation', () => [`Host: ${ourHost()}`, TOKEN, 'Expect: wonders'], 'no-expectations'],
  ])('is refused: %s', async (_, lines, code) => {
    const answer = await rawExchange(listener.port, head('GET', '/api/v1/about', lines()));

    expect(codeOf(answer)).toBe(code);
  });

  it.each(['http://evil.test/api/v1/about', '*', 'api'])('is refused when it asks for %s', async (target) => {
    const answer = await rawExchange(listener.port, head('GET', target, [`Host: ${ourHost()}`, TOKEN]));

    expect(answer.status).toBe(400);
  });

  it.each([
    ['no host', head('GET', '/healthz', [])],
    [
      'a length and chunks',
      head('POST', '/api/v1/stop', ['Host: x', 'Content-Length: 3', 'Transfer-Encoding: chunked']),
    ],
    ['a broken line', 'GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n'],
    ['a folded line', 'GET /healthz HTTP/1.1\r\nHost: x\r\n y\r\n\r\n'],
    ['no HTTP at all', '\u0016\u0003\u0001\u0002\u0000\r\n\r\n'],
  ])('is refused by the parser: %s', async (_, text) => {
    expect((await rawExchange(listener.port, text)).status).toBe(400);
  });

  it('is let in when it is plain', async () => {
    const answer = await rawExchange(listener.port, head('GET', '/api/v1/about', [`Host: ${ourHost()}`, TOKEN]));

    expect(answer.status).toBe(200);
  });
});

describe('a body', () => {
  const post = (body: string, lines: readonly string[] = []) =>
    rawExchange(
      listener.port,
      head('POST', '/api/v1/deployments', [
        `Host: ${ourHost()}`,
        TOKEN,
        ...['Content-Type: application/json', 'Idempotency-Key: test-0000-0002', ...lines],
        ...(lines.length > 0 ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
      ]) + body,
    );

  it.each([
    ['that is too large by what it says', '{}', ['Content-Length: 1048577'], 'body-too-large'],
    ['that is nested too deep', `${'['.repeat(65)}${']'.repeat(65)}`, [], 'body-too-deep'],
    ['with a key twice', '{"config":"/a","config":"/b"}', [], 'key-twice'],
    ['with a prototype', '{"__proto__":{"polluted":true}}', [], 'key-twice'],
    ['that is no JSON', '{', [], 'request-malformed'],
    ['with more than is known', '{"config":"/a","more":1}', [], 'request-malformed'],
  ])('is refused: %s', async (_, body, lines, code) => {
    expect(codeOf(await post(body, lines))).toBe(code);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('that turns out to be too large is read no further', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;

    const answer = await post(chunk.repeat(17), ['Transfer-Encoding: chunked']);

    expect(codeOf(answer)).toBe('body-too-large');
  });

  it('that is whole and plain is read', async () => {
    const asked = {
      config: '/shop/plimsoll.yaml',
      environment: 'nowhere',
      reference: 'HEAD',
      dirty: false,
      reason: '',
    };

    expect(codeOf(await post(JSON.stringify(asked)))).toBe('environment-unknown');
  });
});

it('the same change under the same key is made once, and another under that key not at all', async () => {
  const open = (key: string, reason: string) => {
    const body = JSON.stringify({
      ...{ config: '/shop/plimsoll.yaml', environment: 'production', reference: 'HEAD', dirty: false },
      reason,
    });
    const lines = [`Host: ${ourHost()}`, TOKEN, 'Content-Type: application/json', `Idempotency-Key: ${key}`];
    return rawExchange(
      listener.port,
      head('POST', '/api/v1/deployments', [...lines, `Content-Length: ${Buffer.byteLength(body)}`]) + body,
    );
  };
  await here.enrol();

  const [first, again] = await Promise.all([open('once-0000-0001', 'a'), open('once-0000-0001', 'a')]);
  const head1 = await here.journal.head();
  const third = await open('once-0000-0001', 'a');

  expect([first.status, again.body, third.body]).toEqual([200, first.body, first.body]);
  expect(await here.journal.head()).toEqual(head1);
  expect(codeOf(await open('once-0000-0001', 'b'))).toBe('idempotency-key-reused');
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, ListenerWorld, TOKEN } from './listener-world.ts';
import { head, rawExchange } from './raw-http.ts';

const world = new ListenerWorld();
beforeAll(world.start);
afterAll(world.stop);

describe('a request that two readers could read differently', () => {
  it.each([
    ['two hosts', () => [`Host: ${world.host}`, 'Host: evil.test'], 'header-twice'],
    ['two origins', () => [`Host: ${world.host}`, `Origin: ${world.origin}`, 'Origin: null'], 'header-twice'],
    ['two tokens', () => [`Host: ${world.host}`, TOKEN, 'Authorization: Bearer x'], 'header-twice'],
    ['an expectation', () => [`Host: ${world.host}`, TOKEN, 'Expect: 100-continue'], 'no-expectations'],
    ['another expectation', () => [`Host: ${world.host}`, TOKEN, 'Expect: wonders'], 'no-expectations'],
  ])('is refused: %s', async (_, lines, code) => {
    const answer = await rawExchange(world.port, head('GET', '/api/v1/about', lines()));

    expect(codeOf(answer)).toBe(code);
  });

  it.each(['http://evil.test/api/v1/about', '*', 'api'])('is refused when it asks for %s', async (target) => {
    const answer = await rawExchange(world.port, head('GET', target, [`Host: ${world.host}`, TOKEN]));

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
    expect((await rawExchange(world.port, text)).status).toBe(400);
  });

  it('is let in when it is plain', async () => {
    const answer = await rawExchange(world.port, head('GET', '/api/v1/about', [`Host: ${world.host}`, TOKEN]));

    expect(answer.status).toBe(200);
  });
});

describe('a body', () => {
  const post = (body: string, lines: readonly string[] = []) =>
    rawExchange(
      world.port,
      head('POST', '/api/v1/deployments', [
        `Host: ${world.host}`,
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
    const lines = [`Host: ${world.host}`, TOKEN, 'Content-Type: application/json', `Idempotency-Key: ${key}`];
    return rawExchange(
      world.port,
      head('POST', '/api/v1/deployments', [...lines, `Content-Length: ${Buffer.byteLength(body)}`]) + body,
    );
  };
  await world.here.enrol();

  const [first, again] = await Promise.all([open('once-0000-0001', 'a'), open('once-0000-0001', 'a')]);
  const head1 = await world.here.journal.head();
  const third = await open('once-0000-0001', 'a');

  expect([first.status, again.body, third.body]).toEqual([200, first.body, first.body]);
  expect(await world.here.journal.head()).toEqual(head1);
  expect(codeOf(await open('once-0000-0001', 'b'))).toBe('idempotency-key-reused');
});

import { describe, expect, it } from 'vitest';
import { isLoopback, pathOf, requestHead, responseHeaders } from './message-head.ts';

const LOCAL = { address: '127.0.0.1', isLocal: true };
const REMOTE = { address: '192.0.2.7', isLocal: false };

/** Headers as `name: value`, names in lower case. */
const lines = (headers: readonly string[]) =>
  headers.flatMap((name, index) => (index % 2 === 0 ? [`${name.toLowerCase()}: ${headers[index + 1]}`] : []));

describe('a request head', () => {
  it('goes on in its own order and spelling, repeated headers included', () => {
    const raw = ['Host', 'shop', 'X-a', '1', 'x-A', '2', 'Cookie', 'c=1'];

    expect(requestHead(raw, 'GET', REMOTE).headers.slice(0, 8)).toEqual(raw);
  });

  it('leaves out what is meant for the next hop only', () => {
    const raw = ['Connection', 'keep-alive, X-Secret', 'Keep-Alive', 'timeout=5', 'X-Secret', '1', 'TE', 'trailers'];
    raw.push('Proxy-Authorization', 'x', 'Proxy-Connection', 'close', 'Upgrade', 'h2c', 'Accept', 'a');

    expect(lines(requestHead(raw, 'GET', REMOTE).headers)).toEqual([
      'accept: a',
      'x-forwarded-for: 192.0.2.7',
      'x-forwarded-proto: http',
      'host: ',
    ]);
  });

  it('keeps the length and the host of a message, whatever the client lists under Connection', () => {
    const raw = ['Connection', 'Content-Length, Host', 'Content-Length', '5', 'Host', 'shop'];

    expect(lines(requestHead(raw, 'POST', REMOTE).headers)).toEqual(
      expect.arrayContaining(['content-length: 5', 'host: shop']),
    );
  });

  it('says who asked, over which protocol and for which host', () => {
    const raw = ['Host', 'shop', 'X-Forwarded-For', '198.51.100.1', 'X-Forwarded-For', '198.51.100.2'];

    expect(lines(requestHead(raw, 'GET', REMOTE).headers).slice(1)).toEqual([
      'x-forwarded-for: 198.51.100.1, 198.51.100.2, 192.0.2.7',
      'x-forwarded-proto: http',
      'x-forwarded-host: shop',
    ]);
  });

  it('believes another proxy on this machine, and nobody else', () => {
    const raw = ['Host', 'inner', 'X-Forwarded-Proto', 'https', 'X-Forwarded-Host', 'shop'];

    expect(lines(requestHead(raw, 'GET', LOCAL).headers)).toEqual(
      expect.arrayContaining(['x-forwarded-proto: https', 'x-forwarded-host: shop']),
    );
    expect(lines(requestHead(raw, 'GET', REMOTE).headers)).toEqual(
      expect.arrayContaining(['x-forwarded-proto: http', 'x-forwarded-host: inner']),
    );
  });

  it('asks for a track only from this machine; from elsewhere the header is dropped', () => {
    const raw = ['x-plimsoll-track', 'candidate'];

    expect(requestHead(raw, 'GET', LOCAL)).toMatchObject({ track: 'candidate' });
    expect(lines(requestHead(raw, 'GET', LOCAL).headers)).toContain('x-plimsoll-track: candidate');
    expect(requestHead(raw, 'GET', REMOTE).track).toBeUndefined();
    expect(lines(requestHead(raw, 'GET', REMOTE).headers).join()).not.toContain('plimsoll');
  });

  it('knows whether a body follows', () => {
    const hasBody = (method: string, ...raw: string[]) => requestHead(raw, method, REMOTE).hasBody;

    expect([
      hasBody('POST', 'Content-Length', '3'),
      hasBody('GET', 'Transfer-Encoding', 'chunked'),
      hasBody('POST', 'Content-Length', '0'),
      hasBody('GET'),
    ]).toEqual([true, true, false, false]);
    expect(lines(requestHead([], 'POST', REMOTE).headers)).toContain('content-length: 0');
    expect(requestHead(['Expect', '100-continue'], 'POST', REMOTE).awaitsContinue).toBe(true);
  });
});

describe('a response head', () => {
  it('goes on without what is meant for the next hop only', () => {
    const raw = ['Content-Length', '3', 'Connection', 'close, x-mine', 'X-Mine', '1', 'Transfer-Encoding', 'chunked'];
    raw.push('Set-Cookie', 'a=1', 'Set-Cookie', 'b=2');

    expect(responseHeaders(raw)).toEqual(['Content-Length', '3', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']);
  });
});

describe('addresses and targets', () => {
  it('knows this machine in every spelling', () => {
    expect(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'].map(isLoopback)).toEqual([true, true, true, true]);
    expect(['192.0.2.7', '12.7.0.1', '::', ''].map(isLoopback)).toEqual([false, false, false, false]);
  });

  it('takes the path out of a whole URL', () => {
    expect(['/a?b', '*', 'http://shop/a?b', '//x/y'].map(pathOf)).toEqual(['/a?b', '*', '/a?b', '//x/y']);
  });
});

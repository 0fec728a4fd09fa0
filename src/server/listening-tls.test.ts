import { request as askTls } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { selfSigned } from '../testing/self-signed.ts';
import { LISTENER_LIMITS } from './listener/limits.ts';
import { type Listening, listenOnLoopback, listenOverTls } from './listening.ts';

const NAME = 'approve.example.org';
const app = new Hono().get('/', (context) => context.text('here')).post('/', (context) => context.json(null));
const made = selfSigned([NAME]);

let listening: Listening | undefined;
let port = 0;
beforeEach(async () => {
  listening = await listenOverTls(app, { origin: `https://${NAME}`, address: '127.0.0.1', port: 0, ...made });
  port = (listening.server.address() as { readonly port: number }).port;
});
afterEach(() => listening?.close());

interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
}

const ask = ({ method = 'GET', headers = {} }: Asked = {}) =>
  new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; code: string | undefined }>(
    (resolve, reject) => {
      const asked = askTls(
        {
          ...{ host: '127.0.0.1', port, servername: NAME, ca: made.certificate, method, agent: false },
          headers: { host: NAME, ...headers },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          response.on('end', () => {
            const isJson = (response.headers['content-type'] ?? '').includes('json');
            const code = isJson ? JSON.parse(text)?.problems?.[0]?.code : undefined;
            resolve({ status: response.statusCode ?? 0, headers: response.headers, code });
          });
        },
      );
      asked.on('error', reject);
      asked.end(method === 'POST' ? '{}' : undefined);
    },
  );
const change = { 'content-type': 'application/json', 'content-length': '2', 'idempotency-key': 'test-0000-0001' };
const ofPage = { origin: `https://${NAME}`, 'sec-fetch-site': 'same-origin', cookie: 'a=b' };

it('an approval origin is served over TLS under its own name, and only it may ask for passkeys', async () => {
  const { status, headers } = await ask();

  expect(status).toBe(200);
  expect(headers['strict-transport-security']).toBe('max-age=31536000');
  expect(headers['permissions-policy']).toContain('publickey-credentials-get=(self)');
  expect((await ask({ method: 'POST', headers: { ...change, ...ofPage } })).status).toBe(200);
});

it.each<[string, Readonly<Record<string, string>>, string]>([
  ['another name', { host: 'localhost' }, 'host-not-listed'],
  ['the name of its parent', { host: 'example.org' }, 'host-not-listed'],
  ['its name with another port', { host: `${NAME}:8443` }, 'host-not-listed'],
  ['its name with a dot behind it', { host: `${NAME}.` }, 'host-not-listed'],
  ['a page of the plain site', { origin: `http://${NAME}` }, 'origin-not-listed'],
  ['a page of another port', { origin: `https://${NAME}:8443` }, 'origin-not-listed'],
  ['a page of a site beside it', { origin: 'https://evil.example.org' }, 'origin-not-listed'],
])('it refuses %s', async (_what, headers, code) => {
  expect(await ask({ headers })).toMatchObject({ status: 403, code });
});

it('it takes a change with a cookie from its own page alone', async () => {
  const beside = { ...change, ...ofPage, 'sec-fetch-site': 'same-site' };

  expect(await ask({ method: 'POST', headers: beside })).toMatchObject({ status: 403, code: 'not-from-our-page' });
});

it('it hears nothing plain, and nothing over a TLS that is broken', async () => {
  const plain = await new Promise<string>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`GET / HTTP/1.1\r\nHost: ${NAME}\r\n\r\n`));
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
  expect(plain).not.toContain('here');

  const old = await new Promise<string>((resolve) => {
    const socket = connectTls({
      host: '127.0.0.1',
      port,
      servername: NAME,
      ca: made.certificate,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
    });
    socket.on('secureConnect', () => resolve('connected'));
    socket.on('error', () => resolve('refused'));
  });
  expect(old).toBe('refused');
  expect((await ask()).status).toBe(200);
});

it('connections that say nothing under it or over it are cut before they keep anybody out', async () => {
  await listening?.close();
  const limits = { ...LISTENER_LIMITS, waitingPerAddress: 2 };
  const site = { origin: `https://${NAME}`, address: '127.0.0.1', port: 0, ...made };
  listening = await listenOverTls(app, site, limits);
  port = (listening.server.address() as { readonly port: number }).port;
  const silent = Array.from({ length: 3 }, () => connect(port, '127.0.0.1'));
  const cut = silent.map(
    (socket) => new Promise<void>((resolve) => socket.on('error', () => undefined).on('close', () => resolve())),
  );

  await Promise.race(cut);
  expect((await ask()).status).toBe(200);
  for (const socket of silent) socket.destroy();
});

it('pages on loopback may ask for no passkey while people approve at another origin', async () => {
  const loopback = await listenOnLoopback(app, 28_411, undefined, undefined, true);
  try {
    const answer = await fetch(`http://localhost:${loopback.port}/`);
    expect(answer.headers.get('permissions-policy')).toBe(
      'publickey-credentials-get=(), publickey-credentials-create=()',
    );
  } finally {
    await loopback.close();
  }
});

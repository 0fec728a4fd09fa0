import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AdminOptions, adminServer } from './admin.ts';

let dir = '';
let socket = '';
let server: ReturnType<typeof adminServer>;
let orders = 0;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-admin-'));
  socket = join(dir, 'admin.sock');
  orders = 0;
  const control = {
    inForce: () => ({}),
    order: async () => {
      orders += 1;
      return { done: true };
    },
  };
  server = adminServer({
    boot: 'b',
    control,
    rows: { textAfter: () => '[]' },
    steady: () => 0,
  } as unknown as AdminOptions);
  server.listen(socket);
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(dir, { recursive: true });
});

const BODY = JSON.stringify({ effect: 'e', epoch: 1, traffic: { kind: 'split', candidate: 0 } });

async function said(method: string, path: string, lines: readonly string[], body = ''): Promise<string> {
  const connection = connect(socket);
  connection.end([`${method} ${path} HTTP/1.1`, ...lines, 'Connection: close', '', body].join('\r\n'));
  let text = '';
  for await (const chunk of connection) text += String(chunk);
  return text;
}
const JSON_TYPE = 'Content-Type: application/json';
const shift = (lines: readonly string[]) => said('POST', '/shift', [...lines, `Content-Length: ${BODY.length}`], BODY);

describe('the admin socket of the router', () => {
  it.each([
    ['under another name', ['Host: evil.test', JSON_TYPE], 'host-not-listed'],
    ['under a name with a port', ['Host: localhost:80', JSON_TYPE], 'host-not-listed'],
    ['from a page', ['Host: localhost', 'Origin: http://localhost:7311', JSON_TYPE], 'origin-not-listed'],
    ['from a sandboxed page', ['Host: localhost', 'Origin: null', JSON_TYPE], 'origin-not-listed'],
    ['as a form', ['Host: localhost', 'Content-Type: application/x-www-form-urlencoded'], 'not-json'],
    ['as plain text', ['Host: localhost', 'Content-Type: text/plain'], 'not-json'],
    ['without a type', ['Host: localhost'], 'not-json'],
    ['with an expectation', ['Host: localhost', JSON_TYPE, 'Expect: x'], '417'],
  ])('takes no change %s', async (_, lines, code) => {
    expect(await shift(lines)).toContain(code);
    expect(orders).toBe(0);
  });

  it.each(['/health', '/state', '/rows'])('tells nothing under another name or to a page: %s', async (path) => {
    expect(await said('GET', path, ['Host: evil.test'])).toContain('host-not-listed');
    expect(await said('GET', path, ['Host: localhost', 'Origin: http://evil.test'])).toContain('origin-not-listed');
    expect(await said('GET', path, ['Host: localhost'])).toContain('200 OK');
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('changes nothing by %s', async (method) => {
    await said(method, '/shift', ['Host: localhost', JSON_TYPE, `Content-Length: ${BODY.length}`], BODY);

    expect(orders).toBe(0);
  });

  it('takes a change that keeps the rules', async () => {
    expect(await shift(['Host: localhost', JSON_TYPE])).toContain('200 OK');
    expect(orders).toBe(1);
  });

  it('reads no head of more than 16 KiB', async () => {
    expect(await said('GET', '/health', ['Host: localhost', `X: ${'x'.repeat(16_384)}`])).toContain('431');
  });
});

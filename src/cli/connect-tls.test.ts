import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { selfSigned } from '../testing/self-signed.ts';
import { running } from './connect.ts';
import { invocationOf } from './invocation.ts';
import { keepSession } from './session-file.ts';

const made = selfSigned(['localhost']);
const other = selfSigned(['elsewhere.test']);

let dir: string;
let server: Server;
let stranger: Server;
let asked: IncomingHttpHeaders[];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-tls-'));
  await writeFile(join(dir, 'ca.pem'), made.certificate);
  await writeFile(join(dir, 'other.pem'), other.certificate);
  await writeFile(join(dir, 'http-token'), 'of-this-machine');
  server = await listening(made);
  stranger = await listening(other);
});
afterAll(async () => {
  for (const one of [server, stranger]) {
    one.closeAllConnections();
    await new Promise((done) => one.close(done));
  }
  await rm(dir, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
});
afterEach(async () => {
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  delete process.env.PLIMSOLL_TOKEN;
  await rm(join(dir, 'session'), { force: true });
});

async function listening({ certificate, key }: ReturnType<typeof selfSigned>): Promise<Server> {
  const one = createServer({ cert: certificate, key }, (request, response) => {
    asked.push(request.headers);
    response.end(JSON.stringify({ api: 1 }));
  });
  await new Promise<void>((done) => one.listen(0, '127.0.0.1', done));
  return one;
}
const addressOf = (one: Server): string => `https://localhost:${(one.address() as AddressInfo).port}`;

async function about(from: Server, ca?: string): Promise<unknown> {
  const options = { dir, server: addressOf(from), ...(ca === undefined ? {} : { ca }) };
  const plane = await running(invocationOf(options, { PLIMSOLL_DATA: dir }, false));
  return plane?.about();
}
const refused = (code: string) => ({ problems: [{ code }] });

describe('a control plane over TLS', () => {
  it('is asked where the authority that was named certifies it', async () => {
    expect(await about(server, 'ca.pem')).toEqual({ api: 1 });
  });

  it.each([
    ['where nobody known certifies it', () => about(server)],
    ['where another authority was named', () => about(server, 'other.pem')],
    ['where its certificate is for another name', () => about(stranger, 'other.pem')],
  ])('is told nothing %s, whatever a variable says', async (_, ask) => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

    await expect(ask()).rejects.toMatchObject(refused('server-not-trusted'));
    expect(asked).toEqual([]);
  });

  it.each(['nowhere.pem', 'http-token'])('is not asked where --ca names no certificate: %s', async (file) => {
    await expect(about(server, file)).rejects.toMatchObject(refused('authority-unreadable'));
  });

  it('gets the token of the environment, and never what belongs to a control plane of this machine', async () => {
    keepSession(dir, { bearer: 'of-here', person: 'person:ada', until: '2999-01-01T00:00:00.000Z' });
    await about(server, 'ca.pem');
    process.env.PLIMSOLL_TOKEN = 'plm_agent_1';
    await about(server, 'ca.pem');

    expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer plm_agent_1']);
  });

  it('gets the session that it gave, and another one does not', async () => {
    const kept = { bearer: 'of-there', person: 'person:ada', until: '2999-01-01T00:00:00.000Z' };
    keepSession(dir, { ...kept, origin: addressOf(server) });
    await about(server, 'ca.pem');
    keepSession(dir, { ...kept, origin: 'https://elsewhere.test' });
    await about(server, 'ca.pem');

    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer of-there', undefined]);
  });
});

import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../src/drivers/shared/free-port.ts';
import { type HttpReceiver, httpReceiver } from '../../src/testing/fakes/http-receiver.ts';
import { plimsoll } from './world/program.ts';
import { eventOf, type Shipped, ship } from './world/shipping.ts';
import { newWorld, type World } from './world/world.ts';

// A real control plane that tells a receiver that is there, one that is away for a while and one that lets it wait, and that is killed
// in between. What was told is compared with what the record says.

const KEY = Buffer.alloc(32, 9);
const LOCAL = 'allow_private: [127.0.0.0/8]';
/** Of real processes there is nothing but to look again. */
const LOOK = 100;

let world: World;
let there: HttpReceiver;
let slow: HttpReceiver;
let collector: HttpReceiver;
let back: HttpReceiver | undefined;
let awayPort: number;
let bad: Shipped;

beforeAll(async () => {
  process.env.TEST_E2E_HOOK_KEY = `whsec_${KEY.toString('base64')}`;
  there = await httpReceiver(() => ({ status: 204 }));
  slow = await httpReceiver(() => () => undefined);
  collector = await httpReceiver(() => ({ status: 200, body: '{}' }));
  awayPort = await freePort();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  const key = 'key: { secret: env:TEST_E2E_HOOK_KEY }';
  const notify = [
    `{ to: webhook, url: "${there.url}/all", ${key}, on: ["*"], ${LOCAL} }`,
    `{ to: webhook, url: "http://127.0.0.1:${awayPort}/away", ${key}, ${LOCAL} }`,
    `{ to: webhook, url: "${slow.url}/slow", ${key}, on: ["*"], ${LOCAL} }`,
  ];
  world = await newWorld({ notify });
  await world.counter.release('2.0.0', { failEvery: 2 }, { notify });
  const users = await world.users();
  bad = await ship(world.plane, world.approver, {
    onEvent: async ({ type }, id) => {
      if (type === 'PromotionStarted') await world.plane.killed(id);
    },
  });
  await users.leave();
});
afterAll(async () => {
  delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const left = await world?.end();
  await Promise.all([there, slow, collector, back].map((one) => one?.close()));
  expect(left).toEqual([]);
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, LOOK));
}

const messagesTo = async (url: string) =>
  (await world.plane.client.notifications({ delivery: null })).filter(({ to }) => to === `webhook ${url}`);

it('a receiver is told all of it, signed, though the control plane was killed on the way', async () => {
  await until(async () => (await messagesTo(there.url)).every(({ delivery }) => delivery === 'sent'));

  const messages = await messagesTo(there.url);
  const byId = new Map<string, Set<string>>();
  for (const { headers, body } of there.received) {
    const id = String(headers['webhook-id']);
    const mark = createHmac('sha256', KEY).update(`${id}.${headers['webhook-timestamp']}.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mark}`);
    byId.set(id, (byId.get(id) ?? new Set()).add(body));
  }
  // At least once, and whatever came twice was the same.
  expect([...byId.keys()].sort()).toEqual(messages.map(({ id }) => id).sort());
  for (const bodies of byId.values()) expect(bodies.size).toBe(1);
  const ofBad = messages.filter(({ deployment }) => deployment === bad.id).map(({ kind }) => kind);
  expect(bad.view.phase).toBe('rolled-back');
  expect(ofBad).toEqual(
    expect.arrayContaining(['approval.requested', 'promotion.started', 'rollback.started', 'rollback.finished']),
  );
});

it('a receiver that keeps every request waiting kept no deployment and no other receiver waiting', async () => {
  const { at: started } = eventOf(bad, 'RollbackStarted');
  const { verifiedAt } = eventOf(bad, 'RolledBack');

  expect(slow.received.length).toBeGreaterThan(0);
  expect((await messagesTo(slow.url)).every(({ delivery }) => delivery === 'waiting')).toBe(true);
  expect(verifiedAt).toBeGreaterThan(started);
});

it('a receiver that was away is told once it is back, by one command', async () => {
  const away = `http://127.0.0.1:${awayPort}`;
  await until(async () => (await messagesTo(away)).every(({ failures }) => failures > 0));
  const listed = await plimsoll(world.plane.dir, 'notify', 'list', '--delivery', 'waiting');
  expect(listed.out).toContain('ECONNREFUSED');
  expect(listed.out).not.toContain(KEY.toString('base64'));

  back = await httpReceiver(() => ({ status: 200 }), awayPort);
  const replayed = await plimsoll(world.plane.dir, 'notify', 'replay', '--all');
  await until(async () => (await messagesTo(away)).every(({ delivery }) => delivery === 'sent'));

  expect(replayed.exit).toBe(0);
  const told = new Set(back.received.map(({ headers }) => String(headers['webhook-id'])));
  expect([...told].sort()).toEqual((await messagesTo(away)).map(({ id }) => id).sort());
});

it('a test message comes at once, signed, and what the receiver answered is told', async () => {
  const known = (await world.plane.client.notifications({ delivery: null })).length;

  const tested = await plimsoll(world.plane.dir, 'notify', 'test', 'webhook-1');
  const unknown = await plimsoll(world.plane.dir, 'notify', 'test', 'webhook-9');

  const { headers, body = '' } = there.received.findLast(({ headers: one }) => one['webhook-id'] !== undefined) ?? {};
  const id = String(headers?.['webhook-id']);
  const mark = createHmac('sha256', KEY).update(`${id}.${headers?.['webhook-timestamp']}.${body}`).digest('base64');
  expect(tested).toMatchObject({ exit: 0, out: expect.stringContaining('(204)') });
  expect(tested.out).toContain(id);
  expect(JSON.parse(body)).toMatchObject({ type: 'dev.plimsoll.notify.test' });
  expect(headers?.['webhook-signature']).toBe(`v1,${mark}`);
  expect(unknown).toMatchObject({ exit: 2 });
  expect((await world.plane.client.notifications({ delivery: null })).length).toBe(known);
});

it('the trace of a deployment went to the collector piece by piece, its root once it was over', async () => {
  const received = () =>
    collector.received.map(({ body }) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans as readonly Span[]);
  await until(async () => received().some(([first]) => first?.name === 'deploy counter to production'));

  const [root] = received().find(([first]) => first?.name === 'deploy counter to production') ?? [];
  const spans = received().flat();
  const children = new Set(spans.flatMap((one) => (one.parentSpanId === root?.spanId ? [one.spanId] : [])));
  expect(collector.received[0]?.path).toBe('/v1/traces');
  expect(received().length).toBeGreaterThan(2);
  expect(children.size).toBeGreaterThan(10);
});

interface Span {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

it('/metrics tells what happened to whoever has a token that may look, and to nobody else', async () => {
  const state = join(world.plane.dir, '.plimsoll');
  const port = Number(readFileSync(join(state, 'http-port'), 'utf8'));
  const made = await plimsoll(
    world.plane.dir,
    'token',
    'create',
    '--kind',
    'ci',
    '--name',
    'prometheus',
    '--only',
    'read',
  );
  const ask = (token: string | null) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const headers = token === null ? {} : { authorization: `Bearer ${token}` };
      request(
        { host: '127.0.0.1', port, path: '/metrics', headers: { host: `localhost:${port}`, ...headers } },
        (answer) => {
          let text = '';
          answer.on('data', (chunk) => {
            text += String(chunk);
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        },
      )
        .on('error', reject)
        .end();
    });

  const { status, text } = await ask(made.out.trim());

  expect(status).toBe(200);
  expect(text).toMatch(
    /plimsoll_deployments_total\{unit="counter",environment="production",strategy="canary",phase="rolled-back"\} 1/,
  );
  expect(text).toContain('plimsoll_chain_ok 1');
  expect(text).not.toContain(bad.id);
  expect((await ask(null)).status).toBe(401);
});

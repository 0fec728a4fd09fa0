import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type CloudEvent, HTTP } from 'cloudevents';
import { afterEach, describe, expect, it } from 'vitest';
import { testNotice } from '../../../core/notice/test-notice.ts';
import type { WebhookSpec } from '../../../core/unit/notifier.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import { AskedToWait } from '../../../ports/notifier.ts';
import { aUnitSpec, NOON } from '../../../testing/builders.ts';
import { type Answer, type HttpReceiver, httpReceiver, type Received } from '../../../testing/fakes/http-receiver.ts';
import { aNotice } from '../../../testing/notices.ts';
import { webhookNotifier } from './index.ts';
import { signatureHeaders, webhookKey } from './signature.ts';

const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
process.env.TEST_HOOK_KEY = KEY;

let receiver: HttpReceiver | undefined;
afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

const spec = (changes: Partial<WebhookSpec> = {}): WebhookSpec => ({
  to: 'webhook',
  url: `${receiver?.url}/cd`,
  format: 'cloudevents',
  mode: 'structured',
  key: { from: 'env', name: 'TEST_HOOK_KEY' },
  on: ['*'],
  allowPrivate: ['127.0.0.0/8'],
  ...changes,
});

const sending = (changes: object = {}) => ({
  ...{ id: 'dep_2.9.rollback.started.0', memo: null, page: 'http://localhost:7311', at: NOON + 500 },
  signal: AbortSignal.timeout(20_000),
  ...changes,
});

async function sent(answer: Answer, changes: Partial<WebhookSpec> = {}, more: object = {}): Promise<Received> {
  receiver = await httpReceiver(() => answer);
  await webhookNotifier(spec(changes)).send(aNotice(), sending(more));
  const [first] = receiver.received;
  if (first === undefined) throw new Error('nothing came');
  return first;
}

describe('the signature of a webhook', () => {
  it('is the one that Standard Webhooks publishes for its example', () => {
    const key = webhookKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');

    const headers = signatureHeaders(key, {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: 1_614_265_330_000,
      body: '{"test": 2432232314}',
    });

    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it.each(['hunter2', 'whsec_', `whsec_${Buffer.alloc(8).toString('base64')}`, 'not base64 at all !!'])(
    'is not made with %j, which no message repeats',
    (text) => {
      const error = (() => {
        try {
          return webhookKey(text);
        } catch (problem) {
          return problem as Error;
        }
      })();

      expect(error).toBeInstanceOf(DriverError);
      if (text.length > 7) expect((error as Error).message).not.toContain(text);
    },
  );
});

describe('a webhook', () => {
  it('gets a CloudEvent in its body, signed over just that body', async () => {
    const { headers, body, path, method } = await sent({ status: 204 });

    const event = HTTP.toEvent<object>({ headers, body }) as CloudEvent<Record<string, unknown>>;
    const mark = createHmac('sha256', webhookKey(KEY)).update(
      `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`,
    );
    expect([method, path]).toEqual(['POST', '/cd']);
    expect(event.validate()).toBe(true);
    expect(event).toMatchObject({
      id: 'dep_2.9.rollback.started.0',
      type: 'dev.plimsoll.rollback.started',
      source: '/plimsoll/units/checkout/environments/production',
      subject: 'dep_2',
    });
    expect(event.data).toMatchObject({
      summary: 'checkout 2.13.4 → 2.14.0 is being rolled back on production',
      untrusted_text: 'error_rate 5 % is not < 1 %',
      url: 'http://localhost:7311/d/dep_2',
      facts: { weight: '25 %' },
    });
    expect(headers['webhook-signature']).toBe(`v1,${mark.digest('base64')}`);
    expect(headers['webhook-timestamp']).toBe(String(Math.floor((NOON + 500) / 1_000)));
  });

  it('gets a test as it gets everything else, and what it answers is told', async () => {
    receiver = await httpReceiver(() => ({ status: 202, body: 'thanks\nmore' }));

    const done = await webhookNotifier(spec()).send(testNotice(aUnitSpec(), NOON), sending({ id: 'test.1' }));

    const [{ headers, body } = { headers: {} as IncomingHttpHeaders, body: '' }] = receiver.received;
    const mark = createHmac('sha256', webhookKey(KEY)).update(`test.1.${headers['webhook-timestamp']}.${body}`);
    expect(headers['webhook-signature']).toBe(`v1,${mark.digest('base64')}`);
    expect(JSON.parse(body)).toMatchObject({
      type: 'dev.plimsoll.notify.test',
      data: { summary: expect.stringContaining('TEST of Plimsoll'), phase: null },
    });
    expect(done.answered).toBe('202: thanks');
  });

  it('gets the same id and body at every try; only when it was signed differs', async () => {
    receiver = await httpReceiver(() => ({ status: 200 }));
    const notifier = webhookNotifier(spec());

    await notifier.send(aNotice(), sending());
    await notifier.send(aNotice(), sending({ at: NOON + 60_000 }));

    const [first, second] = receiver.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature']);
  });

  it('gets the attributes in headers where it asks for binary events, also those that no header holds', async () => {
    receiver = await httpReceiver(() => ({ status: 200 }));

    await webhookNotifier(spec({ mode: 'binary' })).send(aNotice({ unit: 'caf\u00e9 "1"' }), sending());

    const [first] = receiver.received;
    const event = HTTP.toEvent({ headers: first?.headers ?? {}, body: first?.body ?? '' }) as CloudEvent<unknown>;
    expect(first?.headers['content-type']).toBe('application/json');
    expect(first?.headers['ce-source']).toBe('/plimsoll/units/caf%C3%A9%20%221%22/environments/production');
    expect(event.validate()).toBe(true);
    expect(event.data).toMatchObject({ deployment: 'dep_2', kind: 'rollback.started' });
  });

  it.each([
    ['production.deployed', '2.13.4', 'dev.cdevents.service.upgraded.0.3.0'],
    ['production.deployed', null, 'dev.cdevents.service.deployed.0.3.0'],
    ['rollback.finished', '2.13.4', 'dev.cdevents.service.rolledback.0.3.0'],
    ['promotion.started', '2.13.4', 'dev.cdevents.environment.modified.0.3.0'],
    ['hold.placed', '2.13.4', 'dev.plimsoll.hold.placed'],
  ] as const)('of CDEvents is told of %s from %s as %s', async (kind, from, type) => {
    receiver = await httpReceiver(() => ({ status: 200 }));

    await webhookNotifier(spec({ format: 'cdevents' })).send(aNotice({ kind, from }), sending());

    const [first] = receiver.received;
    const event = HTTP.toEvent({ headers: first?.headers ?? {}, body: first?.body ?? '' }) as CloudEvent<{
      context?: object;
      subject?: { content: object };
    }>;
    expect(event.type).toBe(type);
    expect(event.validate()).toBe(true);
    if (!type.startsWith('dev.cdevents')) return;
    expect(event.data?.context).toEqual({
      specversion: '0.5.1',
      id: 'dep_2.9.rollback.started.0',
      source: '/plimsoll/units/checkout',
      type,
      timestamp: new Date(NOON).toISOString(),
    });
    if (type.includes('service'))
      expect(event.data?.subject?.content).toEqual({
        environment: { id: 'production', source: '/plimsoll/units/checkout' },
        artifactId: `pkg:generic/checkout@2.14.0?checksum=sha256:${'a'.repeat(64)}`,
      });
  });

  it('names an image by its digest', async () => {
    receiver = await httpReceiver(() => ({ status: 200 }));
    const digest = `sha256:${'b'.repeat(64)}` as never;

    await webhookNotifier(spec({ format: 'cdevents' })).send(
      aNotice({ kind: 'production.deployed', artifacts: [{ name: 'app', kind: 'container', digest }] }),
      sending(),
    );

    expect(receiver.received[0]?.body).toContain(`pkg:oci/checkout@sha256%3A${'b'.repeat(64)}`);
  });

  it.each([
    ['answers 500', { status: 500, body: 'no' }, true],
    ['sends on elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, true],
    ['does not know us', { status: 404 }, true],
    ['is gone', { status: 410 }, false],
    ['breaks off', (response: { destroy(): void }) => response.destroy(), true],
  ] as const)('that %s has not taken it', async (_, answer, retryable) => {
    const trying = sent(answer as Answer);

    await expect(trying).rejects.toMatchObject({ name: 'DriverError', retryable });
    expect(receiver?.received).toHaveLength(1);
  });

  it('that asks for patience is given it', async () => {
    const problem = await sent({ status: 503, headers: { 'retry-after': '120' } }).catch((error: unknown) => error);

    expect(problem).toBeInstanceOf(AskedToWait);
    expect((problem as AskedToWait).wait).toBe(120_000);
  });

  it('that never ends its answer takes no more of us than its beginning', async () => {
    let written = 0;
    const endless: Answer = (response) => {
      const more = (): void => {
        while (!response.destroyed && written < 200_000_000) {
          written += 65_536;
          if (!response.write(Buffer.alloc(65_536))) break;
        }
      };
      response.on('drain', more).on('error', () => undefined);
      more();
    };

    await sent(endless);

    expect(written).toBeLessThan(100_000_000);
  });

  it('that keeps us waiting is left when the time is up', async () => {
    const trying = sent(() => undefined, {}, { signal: AbortSignal.timeout(50) });

    await expect(trying).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining('no answer in time'),
    });
  });

  it('is not reached at a private address that nobody listed', async () => {
    receiver = await httpReceiver(() => ({ status: 200 }));
    const { allowPrivate: _, ...unlisted } = spec();

    await expect(webhookNotifier(unlisted).send(aNotice(), sending())).rejects.toThrow('private address');
    expect(receiver.received).toEqual([]);
  });

  it('whose key is not there is not sent anything', async () => {
    receiver = await httpReceiver(() => ({ status: 200 }));
    const key = { from: 'env', name: 'TEST_NO_SUCH_KEY' } as const;

    await expect(webhookNotifier(spec({ key })).send(aNotice(), sending())).rejects.toMatchObject({ retryable: true });
    expect(receiver.received).toEqual([]);
  });
});

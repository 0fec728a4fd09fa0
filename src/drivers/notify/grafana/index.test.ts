import { afterEach, describe, expect, it } from 'vitest';
import { testNotice } from '../../../core/notice/test-notice.ts';
import type { GrafanaSpec } from '../../../core/unit/notifier.ts';
import { aUnitSpec, NOON } from '../../../testing/builders.ts';
import { type Answer, type HttpReceiver, httpReceiver, type Received } from '../../../testing/fakes/http-receiver.ts';
import { aNotice } from '../../../testing/notices.ts';
import { grafanaNotifier } from './index.ts';

process.env.TEST_GRAFANA_TOKEN = 'glsa_secret';
let receiver: HttpReceiver;
afterEach(() => receiver.close());

const spec = (): GrafanaSpec => ({
  to: 'grafana',
  url: `${receiver.url}/`,
  token: { from: 'env', name: 'TEST_GRAFANA_TOKEN' },
  tags: ['deploy'],
  allowPrivate: ['127.0.0.0/8'],
});
const sending = () => ({
  ...{ id: 'dep_2.9.rollback.started.3', memo: null, page: 'http://localhost:7311', at: NOON },
  signal: AbortSignal.timeout(20_000),
});

/** Keeps annotations as Grafana does: it takes any, and finds them by their tags. */
function annotations(): (request: Received) => Answer {
  const kept: { id: number; tags: string[] }[] = [];
  return ({ method, path, body }) => {
    if (method === 'POST') {
      kept.push({ id: kept.length + 1, tags: JSON.parse(body).tags });
      return { status: 200, body: JSON.stringify({ message: 'Annotation added', id: kept.length }) };
    }
    const tags = new URL(path, 'http://grafana').searchParams.getAll('tags');
    return { status: 200, body: JSON.stringify(kept.filter((one) => tags.every((tag) => one.tags.includes(tag)))) };
  };
}

const posted = () => receiver.received.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body));

describe('a Grafana', () => {
  it('gets a region of the whole organisation for what is over, with tags and a link', async () => {
    receiver = await httpReceiver(annotations());

    await grafanaNotifier(spec()).send(aNotice(), sending());

    expect(posted()).toEqual([
      {
        time: NOON - 60_000,
        timeEnd: NOON,
        text: expect.stringContaining('<a href="http://localhost:7311/d/dep_2">'),
        tags: [
          ...['deploy', 'plimsoll', 'unit:checkout', 'environment:production', 'rollback.started'],
          'plimsoll:dep_2.9.rollback.started.3',
        ],
      },
    ]);
    expect(receiver.received[0]?.headers.authorization).toBe('Bearer glsa_secret');
  });

  it('gets a test as a moment that says so', async () => {
    receiver = await httpReceiver(annotations());

    await grafanaNotifier(spec()).send(testNotice(aUnitSpec(), NOON), sending());

    expect(posted()).toMatchObject([{ time: NOON, timeEnd: NOON, text: expect.stringContaining('TEST of Plimsoll') }]);
  });

  it('gets the same message once, however often it is sent', async () => {
    receiver = await httpReceiver(annotations());
    const notifier = grafanaNotifier(spec());

    await notifier.send(aNotice(), sending());
    await notifier.send(aNotice(), sending());

    expect(posted()).toHaveLength(1);
  });

  it('is shown no tag of HTML that is not ours', async () => {
    receiver = await httpReceiver(annotations());

    await grafanaNotifier(spec()).send(aNotice({ title: '<img src=x onerror=alert(1)>', said: '<script>' }), sending());

    expect(posted()[0].text).not.toMatch(/<img|<script/);
    expect(posted()[0].text).toContain('&lt;img');
  });

  it.each([
    [401, true],
    [500, true],
    [400, false],
  ])('that answers %i is tried again: %s', async (status, retryable) => {
    receiver = await httpReceiver(() => ({ status, body: '{"message":"no glsa_secret"}' }));

    const problem = await grafanaNotifier(spec())
      .send(aNotice(), sending())
      .catch((one: unknown) => one);

    expect(problem).toMatchObject({ retryable });
    expect((problem as Error).message).not.toContain('glsa_secret');
  });
});

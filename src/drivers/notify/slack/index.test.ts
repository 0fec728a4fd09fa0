import { afterEach, describe, expect, it } from 'vitest';
import type { SlackSpec } from '../../../core/unit/notifier.ts';
import { AskedToWait } from '../../../ports/notifier.ts';
import { NOON } from '../../../testing/builders.ts';
import { type HttpReceiver, httpReceiver } from '../../../testing/fakes/http-receiver.ts';
import { aNotice } from '../../../testing/notices.ts';
import { slackNotifier } from './index.ts';
import type { SlackMessage } from './message.ts';

process.env.TEST_SLACK_TOKEN = 'xoxb-1-secret-of-a-bot';
let receiver: HttpReceiver;
afterEach(() => receiver.close());

const reached = { on: ['*'], allowPrivate: ['127.0.0.0/8'] };
const byBot = (): SlackSpec => ({
  to: 'slack',
  way: {
    ...{ kind: 'bot', channel: 'C0123456789', url: receiver.url },
    token: { from: 'env', name: 'TEST_SLACK_TOKEN' },
  },
  ...reached,
});
function byWebhook(): SlackSpec {
  process.env.TEST_SLACK_HOOK = `${receiver.url}/services/T1/B1/secret-of-a-webhook`;
  return { to: 'slack', way: { kind: 'webhook', webhook: { from: 'env', name: 'TEST_SLACK_HOOK' } }, ...reached };
}

const sending = (memo: string | null = null) => ({
  ...{ id: 'dep_2.9.x.0', memo, page: 'http://localhost:7311', at: NOON, signal: AbortSignal.timeout(20_000) },
});
const messages = (): readonly (SlackMessage & Record<string, unknown>)[] =>
  receiver.received.map(({ body }) => JSON.parse(body));

const ASKED = aNotice({
  kind: 'approval.requested',
  title: 'checkout 2.13.4 → 2.14.0 waits for approval on production',
  facts: ['tests', 'latency p99', 'findings', 'rehearsed back in', 'expires in'].map((name) => ({ name, text: '1' })),
  waitsFor: { what: 'production-promotion', until: NOON },
  path: '/d/dep_2/approve',
  said: null,
});

describe('a channel behind a webhook', () => {
  it('is asked for an approval with five numbers and a link, and no button', async () => {
    receiver = await httpReceiver(() => ({ status: 200, body: 'ok' }));

    await slackNotifier(byWebhook()).send(ASKED, sending());

    const text = JSON.stringify(messages()[0]);
    expect(receiver.received[0]?.path).toBe('/services/T1/B1/secret-of-a-webhook');
    expect(text).toContain('<http://localhost:7311/d/dep_2/approve|Decide on the page>');
    expect(text.match(/"plain_text"/g)).toHaveLength(5);
    expect(text).not.toMatch(/button|action_id/);
  });

  it('shows what others wrote as they wrote it: nothing in it mentions, links or formats', async () => {
    receiver = await httpReceiver(() => ({ status: 200, body: 'ok' }));
    const said = '<!channel> <https://evil.test|click> *now* \u001b[31m@here `x` &lt;';

    await slackNotifier(byWebhook()).send(aNotice({ said, title: '<!here> a *b* & c' }), sending());

    const [message] = messages();
    const foreign = message?.blocks.at(-1) as { elements: { type: string; text: string }[] };
    expect(foreign.elements[0]).toMatchObject({ type: 'plain_text', text: expect.stringContaining('<!channel>') });
    expect(foreign.elements[0]?.text).not.toContain('\u001b');
    const ours = JSON.stringify([message?.text, message?.blocks[0]]);
    expect(ours).not.toContain('<!here>');
    expect(ours).toContain('&lt;!here&gt;');
    expect(message?.text).not.toMatch(/[^\u200b]\*b/);
  });

  it('that was taken away is not tried again, and no message names its address', async () => {
    receiver = await httpReceiver(() => ({ status: 404, body: 'no_service secret-of-a-webhook' }));

    const problem = await slackNotifier(byWebhook())
      .send(aNotice(), sending())
      .catch((error: unknown) => error);

    expect(problem).toMatchObject({ name: 'DriverError', retryable: false });
    expect((problem as Error).message).not.toContain('secret-of-a-webhook');
  });

  it('that is busy is left alone for as long as it asks', async () => {
    receiver = await httpReceiver(() => ({ status: 429, headers: { 'retry-after': '30' } }));

    await expect(slackNotifier(byWebhook()).send(aNotice(), sending())).rejects.toMatchObject({ wait: 30_000 });
  });
});

describe('a bot in a channel', () => {
  it('opens one message for a deployment, then edits that in place and goes on in its thread', async () => {
    receiver = await httpReceiver(() => ({ status: 200, body: '{"ok":true,"ts":"1700000000.000100"}' }));
    const notifier = slackNotifier(byBot());

    const { memo } = await notifier.send(ASKED, sending());
    await notifier.send(aNotice(), sending(memo));

    expect(memo).toBe('1700000000.000100');
    expect(receiver.received.map(({ path }) => path)).toEqual([
      '/chat.postMessage',
      '/chat.postMessage',
      '/chat.update',
    ]);
    expect(receiver.received[0]?.headers.authorization).toBe('Bearer xoxb-1-secret-of-a-bot');
    expect(messages()[1]).toMatchObject({ channel: 'C0123456789', thread_ts: '1700000000.000100' });
    expect(messages()[2]).toMatchObject({ ts: '1700000000.000100', text: expect.stringContaining('rolled back') });
  });

  it.each([
    ['channel_not_found', false],
    ['internal_error', true],
    ['ratelimited', true],
  ])('that is told %s tries again: %s', async (error, retryable) => {
    receiver = await httpReceiver(() => ({ status: 200, body: JSON.stringify({ ok: false, error }) }));

    const problem = await slackNotifier(byBot())
      .send(aNotice(), sending())
      .catch((one: unknown) => one);

    expect(problem).toMatchObject({ name: 'DriverError', retryable, message: expect.stringContaining(error) });
    expect(problem instanceof AskedToWait).toBe(error === 'ratelimited');
  });

  it.each(['<html>', '[]', '{"ok":"yes"}'])('that gets %s for an answer does not take it for one', async (body) => {
    receiver = await httpReceiver(() => ({ status: 200, body }));

    await expect(slackNotifier(byBot()).send(aNotice(), sending())).rejects.toThrow('none of Slack’s');
  });
});

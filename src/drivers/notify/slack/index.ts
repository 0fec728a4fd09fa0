import { z } from 'zod';
import type { Notice } from '../../../core/notice/notice.ts';
import type { SlackSpec } from '../../../core/unit/notifier.ts';
import { DriverError } from '../../../ports/driver-error.ts';
import { AskedToWait, type Notifier, type Sending } from '../../../ports/notifier.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { rememberSecret } from '../../shared/known-secrets.ts';
import { answeredText, sendText, taken } from '../../shared/outgoing/send-text.ts';
import { readSecret } from '../../shared/secret.ts';
import { type SlackMessage, slackMessage } from './message.ts';

type Way<Kind extends SlackSpec['way']['kind']> = Extract<SlackSpec['way'], { kind: Kind }>;

/** Shorter words stand in many texts. */
const SHORTEST_PART = 12;
/** A webhook that was taken away says so; what it was sent will not be taken later either. */
const NO_MORE = [400, 403, 404, 410];

/** Tells a channel: by an incoming webhook a message each, by a bot one message for a deployment that is edited in place, and its thread. */
export function slackNotifier(spec: SlackSpec): Notifier {
  const { way } = spec;
  return {
    send: (notice, sending) =>
      way.kind === 'webhook' ? byWebhook(way, spec, notice, sending) : byBot(way, spec, notice, sending),
  };
}

async function byWebhook(way: Way<'webhook'>, spec: SlackSpec, notice: Notice, { page, signal }: Sending) {
  const written = (await readSecret(way.webhook)).reveal();
  // Its address is its key: no message may name it.
  const called = 'the webhook of Slack';
  if (!URL.canParse(written) || !/^https?:/.test(written)) throw lasting(`${called} is no address`);
  const body = JSON.stringify(slackMessage(notice, page));
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const url = new URL(written);
  // Its parts are no less secret than the whole.
  for (const part of [url.pathname, ...url.pathname.split('/').slice(-1)])
    if (part.length >= SHORTEST_PART) rememberSecret(part);
  const sent = await sendText({ method: 'POST', url, headers, body, called, allowPrivate: spec.allowPrivate }, signal);
  return { memo: null, answered: answeredText(taken(sent, called, NO_MORE)) };
}

const Answer = z.object({ ok: z.boolean(), error: z.string().optional(), ts: z.string().optional() });

/** What Slack says of itself and may pass; everything else it will say again. */
const PASSING = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'invalid_auth',
  'token_expired',
];

async function byBot(way: Way<'bot'>, spec: SlackSpec, notice: Notice, { memo, page, signal }: Sending) {
  const token = (await readSecret(way.token)).reveal();
  const call = async (method: string, message: SlackMessage, more: object): Promise<string | null> => {
    const called = `Slack (${method})`;
    const url = new URL(`${way.url}/${method}`);
    const headers = { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` };
    const body = JSON.stringify({
      channel: way.channel,
      ...message,
      unfurl_links: false,
      unfurl_media: false,
      ...more,
    });
    const sent = await sendText(
      { method: 'POST', url, headers, body, allowPrivate: spec.allowPrivate, called },
      signal,
    );
    const answer = Answer.safeParse(parsed(taken(sent, called, NO_MORE).text));
    if (!answer.success) throw new DriverError(`${called} gave an answer that is none of Slack’s`, { retryable: true });
    const { ok, error = 'unknown', ts } = answer.data;
    if (ok) return ts ?? null;
    if (error === 'ratelimited') throw new AskedToWait(`${called}: ${error}`, (sent.wait ?? 0) as never);
    throw new DriverError(`${called}: ${error.slice(0, 100)}`, { retryable: PASSING.includes(error) });
  };
  const message = slackMessage(notice, page);
  if (memo === null) return { memo: await call('chat.postMessage', message, {}) };
  // The thread first: a crash between the two leaves nothing unsaid.
  await call('chat.postMessage', message, { thread_ts: memo });
  await call('chat.update', message, { ts: memo });
  return { memo };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

import { request as ask, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { isShortAnswer, type ShortAnswer } from './dispatch.ts';
import type { ExchangeOptions } from './exchange.ts';
import type { LiveMember } from './members.ts';
import { headText, pathOf, type RequestHead, requestHead, responseHeaders, withBucket } from './message-head.ts';
import { wasNeverSent } from './never-sent.ts';
import { senderOf } from './sender.ts';
import { answerOnSocket, BAD_GATEWAY, BAD_REQUEST, GATEWAY_TIMEOUT } from './short-answer.ts';

// How long a side may take to read the rest after the other one is gone.
const LINGER = 10_000;
// How long nothing may move once one side has said its last word. An open web socket may be silent for as long as it likes.
const HALF_CLOSED = 60_000;
// A peer that vanished without a word (a laptop shut, a cable pulled) is asked for after this long; the system gives it up.
const ALIVE_AFTER = 60_000;

/**
 * Passes a change of protocol (a web socket) on to an instance and then carries bytes both ways until both sides have ended. It
 * counts as one request that ends with the handshake, and as under way as long as the tunnel stands. Weights do not move it.
 */
export function tunnel(incoming: IncomingMessage, client: Socket, early: Buffer, options: ExchangeOptions): void {
  const { dispatch, members, silence, isClosing } = options;
  const method = incoming.method ?? 'GET';
  const head = requestHead(incoming.rawHeaders, method, senderOf(client), dispatch.isSticky());
  client.on('error', ignore);
  const assigned = unfit(head, isClosing()) ?? dispatch.assign(head);
  if (isShortAnswer(assigned)) {
    answerOnSocket(client, assigned);
    return;
  }
  const headers = [...head.headers, 'Connection', 'Upgrade', 'Upgrade', head.upgrade ?? ''];

  let asked: LiveMember | undefined;
  let outgoing: ClientRequest | undefined;
  let hasAnswer = false;
  let isCounted = false;

  const count = (how: () => void): void => {
    if (!isCounted) how();
    isCounted = true;
  };
  const fail = (answer: ShortAnswer): void => {
    count(() => assigned.ended(true));
    outgoing?.destroy();
    if (hasAnswer) client.destroy();
    else answerOnSocket(client, answer);
  };
  client.once('close', () => {
    count(assigned.aborted);
    outgoing?.destroy();
    if (asked !== undefined) members.leave(asked);
  });

  const send = (live: LiveMember, isLast: boolean): void => {
    const { agent, host, port } = live;
    let sending: ClientRequest;
    agent.forgetStale(performance.now());
    try {
      sending = ask({ agent, host, port, method, path: pathOf(incoming.url ?? '/'), headers, timeout: silence });
    } catch {
      count(assigned.aborted);
      answerOnSocket(client, BAD_REQUEST);
      return;
    }
    asked = live;
    outgoing = sending;
    members.enter(live);
    sending.on('timeout', () => fail(GATEWAY_TIMEOUT));
    sending.on('error', (error) => {
      if (isCounted || client.destroyed) return;
      const other = !isLast && wasNeverSent(error) ? assigned.other(live) : undefined;
      if (other === undefined) {
        fail(BAD_GATEWAY);
      } else {
        asked = undefined;
        members.leave(live);
        send(other, true);
      }
    });
    sending.on('upgrade', (answer, instance, fromInstance) => {
      instance.on('error', ignore);
      if (client.destroyed) {
        instance.destroy();
        return;
      }
      hasAnswer = true;
      count(() => assigned.ended(false));
      const closed = assigned.opened();
      instance.once('error', () => {
        if (!client.destroyed) assigned.cut();
      });
      client.once('close', closed);
      client.write(headText(answer, withBucket([...answer.rawHeaders], assigned.newBucket, head)), 'latin1');
      client.write(fromInstance);
      instance.write(early);
      carry(client, instance);
      carry(instance, client);
    });
    sending.on('response', (answer) => {
      hasAnswer = true;
      answer.on('error', () => fail(BAD_GATEWAY));
      answer.on('end', () => count(() => assigned.ended((answer.statusCode ?? 502) >= 500)));
      const answered = withBucket(responseHeaders(answer.rawHeaders), assigned.newBucket, head);
      client.write(headText(answer, [...answered, 'Connection', 'close']), 'latin1');
      answer.pipe(client);
    });
    sending.end();
  };
  const first = assigned.first();
  if (first === undefined) fail(BAD_GATEWAY);
  else send(first, false);
}

function unfit(head: RequestHead, isClosing: boolean): ShortAnswer | undefined {
  if (isClosing) return { status: 503, text: 'closing', retryAfter: 1 };
  return head.hasBody || head.upgrade === undefined ? BAD_REQUEST : undefined;
}

function carry(from: Socket, to: Socket): void {
  from.setTimeout(0);
  from.setKeepAlive(true, ALIVE_AFTER);
  // One side may have nothing more to say and still be listening.
  from.allowHalfOpen = true;
  from.pipe(to);
  from.once('end', () => {
    for (const side of [from, to]) side.setTimeout(HALF_CLOSED, () => side.destroy());
  });
  from.once('close', () => {
    // After an orderly end the last bytes may still be on their way; after a broken connection nothing more will come.
    if (to.writableEnded) to.setTimeout(LINGER, () => to.destroy());
    else to.destroy();
  });
}

// What happens to a connection is seen by its end; without a listener an error would end the process.
const ignore = (): void => undefined;

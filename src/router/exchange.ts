import { request as ask, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Dispatch, isShortAnswer, type ShortAnswer } from './dispatch.ts';
import type { LiveMember, LiveMembers } from './members.ts';
import { pairsOf, pathOf, requestHead, responseHeaders, withBucket } from './message-head.ts';
import { wasNeverSent } from './never-sent.ts';
import { senderOf } from './sender.ts';
import { answerShortly, BAD_GATEWAY, BAD_REQUEST, GATEWAY_TIMEOUT, UPLOAD_TIMEOUT } from './short-answer.ts';

/** What passing requests on needs. */
export interface ExchangeOptions {
  readonly dispatch: Dispatch;
  readonly members: LiveMembers;
  /** How long an instance may stay silent, in milliseconds. */
  readonly silence: number;
  /** Whether clients are to come back on a new connection. */
  readonly isClosing: () => boolean;
}

// A response that has begun may pause for longer: event streams are silent for minutes.
const PAUSES = 10;

/** Passes a request on to an instance and its response back, byte by byte as they come. */
export function exchange(incoming: IncomingMessage, response: ServerResponse, options: ExchangeOptions): void {
  const { dispatch, members, silence, isClosing } = options;
  const method = incoming.method ?? 'GET';
  const head = requestHead(incoming.rawHeaders, method, senderOf(incoming.socket), dispatch.isSticky());
  incoming.on('error', ignore);
  response.on('error', ignore);
  if (isClosing()) response.shouldKeepAlive = false;
  const assigned = dispatch.assign(head);
  if (isShortAnswer(assigned)) {
    answerShortly(response, assigned);
    return;
  }

  let asked: LiveMember | undefined;
  let outgoing: ClientRequest | undefined;
  let answer: IncomingMessage | undefined;
  let isSettled = false;
  let hasPaused = false;

  const settle = (): boolean => {
    if (isSettled) return false;
    isSettled = true;
    if (asked !== undefined) members.leave(asked);
    return true;
  };
  const endWith = (text: ShortAnswer): void => {
    outgoing?.destroy();
    // What is left of an upload goes nowhere, so that the client gets to read the answer.
    incoming.unpipe().resume();
    if (response.headersSent || response.destroyed) response.destroy();
    else answerShortly(response, text);
  };
  const fail = (text: ShortAnswer): void => {
    if (!settle()) return;
    assigned.ended(true);
    endWith(text);
  };
  // The client left, stood still, or sent what cannot be passed on: that says nothing about the instance.
  const giveUp = (text: ShortAnswer): void => {
    if (!settle()) return;
    assigned.aborted();
    endWith(text);
  };
  response.on('finish', () => {
    if (!settle()) return;
    assigned.ended((answer?.statusCode ?? 500) >= 500);
    if (!incoming.complete) {
      // The instance answered before it had read all.
      incoming.unpipe().resume();
      outgoing?.destroy();
    }
  });
  response.on('close', () => giveUp(UPLOAD_TIMEOUT));

  const onSilence = (): void => {
    const isClientStill =
      answer === undefined ? !incoming.complete && isAwaitingBody(outgoing) : response.writableNeedDrain;
    if (isClientStill) giveUp(UPLOAD_TIMEOUT);
    else if (answer === undefined) fail(GATEWAY_TIMEOUT);
    else if (hasPaused) fail(BAD_GATEWAY);
    else {
      hasPaused = true;
      outgoing?.socket?.setTimeout(silence * PAUSES, onSilence);
    }
  };

  const onAnswer = (from: IncomingMessage): void => {
    answer = from;
    from.on('error', () => fail(BAD_GATEWAY));
    from.on('end', () => {
      if (from.rawTrailers.length > 0) response.addTrailers(pairsOf(from.rawTrailers));
    });
    try {
      const headers = withBucket(responseHeaders(from.rawHeaders), assigned.newBucket, head);
      response.writeHead(from.statusCode ?? 502, from.statusMessage, headers);
    } catch {
      // A head that Node reads but would not write, such as a status of 99.
      fail(BAD_GATEWAY);
      return;
    }
    from.pipe(response);
  };

  const send = (live: LiveMember, isLast: boolean): void => {
    const { agent, host, port } = live;
    let sending: ClientRequest;
    agent.forgetStale(performance.now());
    try {
      const path = pathOf(incoming.url ?? '/');
      sending = ask({ agent, host, port, method, path, headers: head.headers, timeout: silence });
    } catch {
      giveUp(BAD_REQUEST);
      return;
    }
    asked = live;
    outgoing = sending;
    members.enter(live);
    sending.on('response', onAnswer);
    sending.on('timeout', onSilence);
    sending.on('error', (error) => {
      if (isSettled || answer?.complete === true) return;
      const other = !isLast && wasNeverSent(error) ? assigned.other(live) : undefined;
      if (other === undefined) {
        fail(BAD_GATEWAY);
      } else {
        asked = undefined;
        members.leave(live);
        send(other, true);
      }
    });
    if (!head.hasBody) {
      sending.end();
      return;
    }
    if (head.awaitsContinue) sending.on('continue', () => response.writeContinue());
    // Not a byte of the body is taken before there is a connection: another instance may have to be asked.
    const sendBody = (): void => {
      if (isSettled) return;
      sending.flushHeaders();
      incoming.pipe(sending);
    };
    sending.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', sendBody);
      else sendBody();
    });
  };

  if (head.hasBody) {
    incoming.on('end', () => {
      if (incoming.rawTrailers.length > 0) outgoing?.addTrailers(pairsOf(incoming.rawTrailers));
    });
  }
  const first = assigned.first();
  if (first === undefined) fail(BAD_GATEWAY);
  else send(first, false);
}

const isAwaitingBody = (outgoing: ClientRequest | undefined): boolean => outgoing?.writableNeedDrain !== true;

// What happens to a connection is seen by its end; without a listener an error would end the process.
const ignore = (): void => undefined;

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ShortAnswer } from './dispatch.ts';

// How long a client may take to read an answer and close.
const LINGER = 2_000;

/** No instance could be reached, or it broke off. */
export const BAD_GATEWAY: ShortAnswer = { status: 502, text: 'no answer from the service' };

/** An instance was silent for too long. */
export const GATEWAY_TIMEOUT: ShortAnswer = { status: 504, text: 'the service took too long' };

/** A client's upload stood still for too long. */
export const UPLOAD_TIMEOUT: ShortAnswer = { status: 408, text: 'the upload stood still' };

/** A request that cannot be passed on as it is written. */
export const BAD_REQUEST: ShortAnswer = { status: 400, text: 'not a request that can be passed on' };

/** Answers with one line of text. */
export function answerShortly(response: ServerResponse, answer: ShortAnswer): void {
  response.writeHead(answer.status, heading(answer));
  response.end(`${answer.text}\n`);
}

/** Answers with one line of text on a bare connection, and closes it. */
export function answerOnSocket(socket: Socket, answer: ShortAnswer): void {
  const headers = { ...heading(answer), Connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${answer.status} \r\n${lines.join('')}\r\n${answer.text}\n`);
  // Closed at once, a connection with unread bytes would take the answer down with it.
  socket.resume().setTimeout(LINGER, () => socket.destroy());
}

const heading = (answer: ShortAnswer): Record<string, string> => ({
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Length': String(Buffer.byteLength(answer.text) + 1),
  'Cache-Control': 'no-store',
  ...(answer.retryAfter === undefined ? {} : { 'Retry-After': String(answer.retryAfter) }),
});

import type { IncomingMessage } from 'node:http';
import { DriverError } from '../../../ports/driver-error.ts';
import { AskedToWait } from '../../../ports/notifier.ts';
import { lasting, systemCode } from '../driver-failure.ts';
import { printable } from '../printable.ts';
import { type AddressesOf, checkedAddress } from './checked-address.ts';
import { pinnedRequest } from './pinned-request.ts';

/** What is sent, and where it may go. */
export interface TextSending {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ranges of private addresses that may be connected to; none where it is absent. */
  readonly allowPrivate?: readonly string[] | undefined;
  /** How an address is called in messages, where it is itself a secret. */
  readonly called?: string;
  /** Finds the addresses of a name; the system's own way unless a test says otherwise. */
  readonly addressesOf?: AddressesOf;
}

/** What came back: of a long answer only its beginning. */
export interface TextAnswer {
  readonly status: number;
  readonly text: string;
  /** Milliseconds that the receiver asks to be left alone. */
  readonly wait: number | null;
}

/** No more of an answer is read, in bytes. */
const LONGEST = 256 * 1_024;

/** Sends it to an address that was checked, follows no redirect, and gives the answer whatever its status. Rejects with DriverError only. */
export async function sendText(sending: TextSending, signal: AbortSignal): Promise<TextAnswer> {
  const { method, url, headers, body, allowPrivate = [], called = url.origin } = sending;
  try {
    const address = await checkedAddress(url, allowPrivate, signal, sending.addressesOf);
    const asked = { method, url, address, headers, ...(body === undefined ? {} : { body: Buffer.from(body, 'utf8') }) };
    const answer = await pinnedRequest(asked, signal);
    return {
      status: answer.statusCode ?? 0,
      text: await beginningOf(answer),
      wait: waitIn(answer.headers['retry-after']),
    };
  } catch (error) {
    if (signal.aborted) throw new DriverError(`${called}: no answer in time`, { retryable: true });
    if (error instanceof DriverError) throw error;
    // The system's own code, never a message: that may hold what was sent.
    throw new DriverError(`${called}: ${systemCode(error) ?? 'the connection broke'}`, { retryable: true });
  }
}

/** The answer of a 2xx; every other one as the failure that it is. `for good` are statuses that trying again cannot mend. */
export function taken(answer: TextAnswer, called: string, forGood: readonly number[]): TextAnswer {
  const { status, text, wait } = answer;
  if (status >= 200 && status < 300) return answer;
  if (status >= 300 && status < 400)
    throw new DriverError(`${called} sends on to another address (${status}), which is not followed`, {
      retryable: true,
    });
  // A server may answer with what it was sent: printable hides it.
  const said = printable(text.split('\n')[0] ?? '').slice(0, 200);
  const message = `${called} answered ${status}${said === '' ? '' : `: ${said}`}`;
  if (forGood.includes(status)) throw lasting(message);
  if (wait !== null && (status === 429 || status === 503 || status === 403))
    throw new AskedToWait(message, wait as never);
  throw new DriverError(message, { retryable: true });
}

/** What a receiver said as it took a message, in one line. */
export function answeredText({ status, text }: TextAnswer): string {
  const said = printable(text.trim().split('\n')[0] ?? '').slice(0, 200);
  return `${status}${said === '' ? '' : `: ${said}`}`;
}

async function beginningOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= LONGEST) break;
  }
  return Buffer.concat(chunks).subarray(0, LONGEST).toString('utf8');
}

// A date would need a clock to compare with; whoever sends one is waited for by our own rule.
const waitIn = (header: string | undefined): number | null =>
  header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : null;

import type { IncomingMessage } from 'node:http';
import type { SecretReference } from '../../core/unit/secret-reference.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { SourceTimeout } from '../../ports/metric-source.ts';
import { stopWhenAborted } from './driver-failure.ts';
import { type AddressesOf, checkedAddress } from './outgoing/checked-address.ts';
import { pinnedGet } from './outgoing/pinned-get.ts';
import { printable } from './printable.ts';
import { readSecret } from './secret.ts';

/** What is asked, of whom, and how long an answer may be and take. */
export interface Question {
  readonly url: URL;
  readonly bearer: SecretReference | null;
  /** Ranges of private addresses that may be connected to; none where it is absent. */
  readonly allowPrivate?: readonly string[] | undefined;
  /** Milliseconds until the last byte. */
  readonly timeout: number;
  /** Bytes. */
  readonly longest: number;
  /** Finds the addresses of a name; the system's own way unless a test says otherwise. */
  readonly addressesOf?: AddressesOf;
}

/** The text of a 2xx answer from an address that was checked. Redirects are refused, and no secret is in any error. Rejects with DriverError only. */
export async function boundedGet(question: Question, signal: AbortSignal): Promise<string> {
  const { url, bearer, timeout, longest } = question;
  const doing = `asking ${url.origin}${url.pathname}`;
  stopWhenAborted(signal, doing);
  const secret = bearer === null ? null : await readSecret(bearer);
  const late = AbortSignal.timeout(timeout);
  try {
    const limited = AbortSignal.any([signal, late]);
    // Before the secret is sent anywhere.
    const address = await checkedAddress(url, question.allowPrivate ?? [], limited, question.addressesOf);
    const headers = secret === null ? {} : { authorization: `Bearer ${secret.reveal()}` };
    const answer = await pinnedGet({ url, address, headers }, limited);
    const { statusCode: status = 0 } = answer;
    if (status >= 300 && status < 400) {
      answer.destroy();
      throw lasting(doing, `it redirects (${status}), and redirects are not followed`);
    }
    const text = await bodyOf(answer, longest, doing);
    if (status >= 200 && status < 300) return text;
    throw refused(doing, status, text);
  } catch (error) {
    if (error instanceof DriverError) throw error;
    if (signal.aborted) throw new DriverError(`${doing} was stopped`, { retryable: true });
    if (late.aborted) throw new SourceTimeout(`${doing}: no answer within ${timeout / 1_000} s`);
    throw new DriverError(`${doing} failed: ${codeOf(error)}`, { retryable: true });
  }
}

const lasting = (doing: string, why: string): DriverError => new DriverError(`${doing}: ${why}`, { retryable: false });

/** Reads no byte more than it may, whatever the answer said of its length. */
async function bodyOf(answer: IncomingMessage, longest: number, doing: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    // Leaving the loop ends the connection.
    if (length > longest) throw lasting(doing, `the answer is longer than ${longest} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const LONGEST_EXCERPT = 200;

function refused(doing: string, status: number, text: string): DriverError {
  // A server may answer with what it was sent: printable hides it.
  const said = printable(text).slice(0, LONGEST_EXCERPT);
  const words = said === '' ? '' : `: ${said}`;
  // What the server says of the question will be said again; what it says of itself may pass.
  const retryable = status >= 500 || status === 408 || status === 429;
  return new DriverError(`${doing}: status ${status}${words}`, { retryable });
}

/** The system's own code, never a message: an error's message may hold what was sent. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'the connection broke';
}

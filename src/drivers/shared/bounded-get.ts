import type { SecretReference } from '../../core/unit/metrics.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { SourceTimeout } from '../../ports/metric-source.ts';
import { stopWhenAborted } from './driver-failure.ts';
import { printable } from './printable.ts';
import { readSecret, type Secret } from './secret.ts';

/** What is asked, of whom, and how long an answer may be and take. */
export interface Question {
  readonly url: URL;
  readonly bearer: SecretReference | null;
  /** Milliseconds until the last byte. */
  readonly timeout: number;
  /** Bytes. */
  readonly longest: number;
}

/** The text of a 2xx answer. Redirects are refused, and no secret is in any error. Rejects with DriverError only. */
export async function boundedGet(question: Question, signal: AbortSignal): Promise<string> {
  const { url, bearer, timeout, longest } = question;
  const doing = `asking ${url.origin}${url.pathname}`;
  stopWhenAborted(signal, doing);
  const secret = bearer === null ? null : await readSecret(bearer);
  const late = AbortSignal.timeout(timeout);
  try {
    const answer = await fetch(url, {
      headers: secret === null ? {} : { authorization: `Bearer ${secret.reveal()}` },
      redirect: 'manual',
      signal: AbortSignal.any([signal, late]),
    });
    if (answer.status >= 300 && answer.status < 400) {
      await answer.body?.cancel();
      throw lasting(doing, `it redirects (${answer.status}), and redirects are not followed`);
    }
    const text = await bodyOf(answer, longest, doing);
    if (answer.ok) return text;
    throw refused(doing, answer.status, text, secret);
  } catch (error) {
    if (error instanceof DriverError) throw error;
    if (signal.aborted) throw new DriverError(`${doing} was stopped`, { retryable: true });
    if (late.aborted) throw new SourceTimeout(`${doing}: no answer within ${timeout / 1_000} s`);
    throw new DriverError(`${doing} failed: ${codeOf(error)}`, { retryable: true });
  }
}

const lasting = (doing: string, why: string): DriverError => new DriverError(`${doing}: ${why}`, { retryable: false });

/** Reads no byte more than it may, whatever the answer said of its length. */
async function bodyOf(answer: Response, longest: number, doing: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (length > longest) throw lasting(doing, `the answer is longer than ${longest} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const LONGEST_EXCERPT = 200;

function refused(doing: string, status: number, text: string, secret: Secret | null): DriverError {
  // A server may answer with what it was sent.
  const said = printable((secret?.hideIn(text) ?? text).slice(0, LONGEST_EXCERPT * 4)).slice(0, LONGEST_EXCERPT);
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

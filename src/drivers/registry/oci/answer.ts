import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { DriverError } from '../../../ports/driver-error.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { printable } from '../../shared/printable.ts';
import { asDriverError } from './way-out.ts';

const MOST_OF_AN_ERROR = 8 * 1024;
const LONGEST_EXCERPT = 300;

const Errors = z.object({ errors: z.array(z.object({ code: z.string(), message: z.string().optional() })).max(100) });

/** The bytes of an answer: not one more than it may have. Rejects with DriverError. */
export async function bytesOf(
  answer: IncomingMessage,
  most: number,
  doing: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      // Leaving the loop ends the connection.
      if (size > most) throw lasting(`${doing}: the answer is longer than ${most} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw asDriverError(error, doing, signal);
  }
  return Buffer.concat(chunks);
}

/** An answer that is not what was asked for, as an error. What the server says of itself may pass; of the question it will say the same again. */
export async function refusalOf(
  answer: IncomingMessage,
  doing: string,
  hide: (text: string) => string,
  signal: AbortSignal,
): Promise<DriverError> {
  const { statusCode: status = 0 } = answer;
  const retryable = status >= 500 || status === 408 || status === 429;
  const text = await bytesOf(answer, MOST_OF_AN_ERROR, doing, signal).then(
    (bytes) => bytes.toString('utf8'),
    () => '',
  );
  // A server may answer with what it was sent. Hidden before anything is cut.
  const said = printable(hide(codesIn(text) ?? text)).slice(0, LONGEST_EXCERPT);
  const remedy = REMEDIES[status] ?? '';
  return new DriverError(`${doing}: status ${status}${said === '' ? '' : `: ${said}`}${remedy}`, { retryable });
}

const REMEDIES: Readonly<Record<number, string>> = {
  401: '. See registry.username and registry.password in plimsoll.yaml',
  403: '. The account under registry.username lacks this right',
};

function codesIn(text: string): string | undefined {
  try {
    const { errors } = Errors.parse(JSON.parse(text));
    return errors.map(({ code, message = '' }) => `${code} ${message}`.trim()).join('; ');
  } catch {
    return undefined;
  }
}

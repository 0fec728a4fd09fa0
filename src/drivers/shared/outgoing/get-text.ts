import type { IncomingMessage } from 'node:http';
import { DriverError } from '../../../ports/driver-error.ts';
import { type AddressesOf, checkedAddress } from './checked-address.ts';
import { pinnedGet } from './pinned-get.ts';

/** What is asked for, and what may be done for it. */
export interface GetRequest {
  readonly url: string;
  readonly allowPrivate: readonly string[];
  /** The most bytes that are read. */
  readonly most: number;
  /** How long all of it may take, in milliseconds. */
  readonly within: number;
  /** Finds the addresses of a name; the system's own way unless a test says otherwise. */
  readonly addressesOf?: AddressesOf;
}

/**
 * GETs a text from an address that a configuration names. The name is looked up once, every address it stands for is checked,
 * and the checked one is connected to: a name that means another address a moment later changes nothing. No redirect is
 * followed, since it would lead to where nobody has looked.
 */
export async function getText(request: GetRequest, signal: AbortSignal): Promise<string> {
  const url = new URL(request.url);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(request.within)]);
  try {
    const address = await checkedAddress(url, request.allowPrivate, limited, request.addressesOf);
    return await exchange(url, address, request.most, limited);
  } catch (error) {
    if (error instanceof DriverError) throw error;
    const isLate = limited.aborted && !signal.aborted;
    const what = isLate ? `no answer within ${request.within / 1_000} s` : messageOf(error);
    throw new DriverError(`${url.host}: ${what}`, { retryable: true, cause: error });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

async function exchange(url: URL, address: string, most: number, signal: AbortSignal): Promise<string> {
  const headers = { Accept: 'text/calendar, text/plain, */*;q=0.1' };
  const answer = await pinnedGet({ url, address, headers }, signal);
  const refused = refusalOf(answer, most);
  if (refused === undefined) return bodyOf(answer, most, url.host);
  answer.destroy();
  throw new DriverError(`${url.host} ${refused}`, { retryable: true });
}

function refusalOf({ statusCode = 0, headers }: IncomingMessage, most: number): string | undefined {
  if (statusCode >= 300 && statusCode < 400)
    return `sends on to another address, which is not followed (${statusCode})`;
  if (statusCode !== 200) return `answered ${statusCode}`;
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    return 'answered in an encoding that was not asked for';
  return Number(headers['content-length'] ?? 0) > most ? `sends more than ${most} bytes` : undefined;
}

async function bodyOf(answer: IncomingMessage, most: number, host: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new DriverError(`${host} sends more than ${most} bytes`, { retryable: true });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

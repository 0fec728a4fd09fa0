import { lookup as resolve } from 'node:dns/promises';
import { request as askPlain, type IncomingMessage } from 'node:http';
import { request as askTls } from 'node:https';
import { isIP } from 'node:net';
import { DriverError } from '../../../ports/driver-error.ts';
import { lasting } from '../driver-failure.ts';
import { mayConnectTo } from './address-ranges.ts';

/** What is asked for, and what may be done for it. */
export interface GetRequest {
  readonly url: string;
  readonly allowPrivate: readonly string[];
  /** The most bytes that are read. */
  readonly most: number;
  /** How long all of it may take, in milliseconds. */
  readonly within: number;
  /** Finds the addresses of a name; the system's own way unless a test says otherwise. */
  readonly addressesOf?: (host: string) => Promise<readonly string[]>;
}

/**
 * GETs a text from an address that a configuration names. The name is looked up once, every address it stands for is checked,
 * and the checked one is connected to: a name that means another address a moment later changes nothing. No redirect is
 * followed, since it would lead to where nobody has looked.
 */
export async function getText(request: GetRequest, signal: AbortSignal): Promise<string> {
  const url = new URL(request.url);
  const limited = AbortSignal.any([signal, AbortSignal.timeout(request.within)]);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  try {
    const address = await checkedAddress(host, request, limited);
    return await exchange(url, address, request.most, limited);
  } catch (error) {
    if (error instanceof DriverError) throw error;
    const isLate = limited.aborted && !signal.aborted;
    const what = isLate ? `no answer within ${request.within / 1_000} s` : messageOf(error);
    throw new DriverError(`${url.host}: ${what}`, { retryable: true, cause: error });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

async function checkedAddress(host: string, request: GetRequest, signal: AbortSignal): Promise<string> {
  const { addressesOf = systemAddresses, allowPrivate } = request;
  const addresses = isIP(host) === 0 ? await unlessAborted(addressesOf(host), signal) : [host];
  const refused = addresses.find((address) => !mayConnectTo(address, allowPrivate));
  if (refused !== undefined)
    throw lasting(`${host} is ${refused}, a private address; list its range under allow_private`);
  const [first] = addresses;
  if (first === undefined) throw new DriverError(`${host} has no address`, { retryable: true });
  return first;
}

const systemAddresses = async (host: string): Promise<readonly string[]> =>
  (await resolve(host, { all: true })).map(({ address }) => address);

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
  ]);
}

function exchange(url: URL, address: string, most: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const family = isIP(address);
    const options = {
      signal,
      agent: false as const,
      headers: {
        Accept: 'text/calendar, text/plain, */*;q=0.1',
        'Accept-Encoding': 'identity',
        'User-Agent': 'plimsoll',
      },
      lookup: (_host: string, asked: { all?: boolean }, done: (...found: readonly unknown[]) => void): void => {
        if (asked.all === true) done(null, [{ address, family }]);
        else done(null, address, family);
      },
    };
    const sending = (url.protocol === 'https:' ? askTls : askPlain)(url, options as never, (answer) => {
      const refused = refusalOf(answer, most);
      if (refused !== undefined) {
        answer.destroy();
        reject(new DriverError(`${url.host} ${refused}`, { retryable: true }));
        return;
      }
      bodyOf(answer, most, url.host).then(resolve, reject);
    });
    sending.on('error', reject);
    sending.end();
  });
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

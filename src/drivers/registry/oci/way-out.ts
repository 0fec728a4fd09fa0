import type { IncomingMessage } from 'node:http';
import { DriverError } from '../../../ports/driver-error.ts';
import { lasting, stopWhenAborted, systemCode } from '../../shared/driver-failure.ts';
import { type AddressesOf, checkedAddress } from '../../shared/outgoing/checked-address.ts';
import { pinnedRequest, SilentConnection } from '../../shared/outgoing/pinned-request.ts';

/** Where connections may lead, and how long they may be silent. */
export interface WayOut {
  /** Ranges of private addresses that may be connected to. */
  readonly allowPrivate: readonly string[];
  /** Milliseconds without a byte after which a connection is given up. */
  readonly silence: number;
  /** Finds the addresses of a name; the system's own way unless a test says otherwise. */
  readonly addressesOf?: AddressesOf;
}

/** One request, before it is known who we are. */
export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Sends a request to an address that was checked: in the open only within this machine. Rejects with DriverError only. */
export async function send(way: WayOut, request: Request, signal: AbortSignal): Promise<IncomingMessage> {
  const { url } = request;
  const doing = `asking ${url.host}`;
  stopWhenAborted(signal, doing);
  try {
    const address = await checkedAddress(url, way.allowPrivate, signal, way.addressesOf);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(address))) {
      throw lasting(`${url.host} is ${address}: a registry on another machine is spoken to by https only`);
    }
    return await pinnedRequest({ ...request, address, silence: way.silence }, signal);
  } catch (error) {
    throw asDriverError(error, doing, signal);
  }
}

/** What went wrong with a connection, told without a word of what was sent on it. */
export function asDriverError(error: unknown, doing: string, signal: AbortSignal): DriverError {
  if (error instanceof DriverError) return error;
  if (signal.aborted) return new DriverError(`${doing} was stopped`, { retryable: true });
  const why = error instanceof SilentConnection ? error.message : (systemCode(error) ?? 'the connection broke');
  return new DriverError(`${doing} failed: ${why}`, { retryable: true });
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

import { lookup as resolve } from 'node:dns/promises';
import { isIP } from 'node:net';
import { DriverError } from '../../../ports/driver-error.ts';
import { lasting } from '../driver-failure.ts';
import { mayConnectTo } from './address-ranges.ts';

/** Finds the addresses of a name. */
export type AddressesOf = (host: string) => Promise<readonly string[]>;

/**
 * The address to connect to for the host of a URL. The name is looked up once and every address it stands for is checked: one
 * that is private, local or a cloud's inside, and not listed, refuses all of them. Rejects with DriverError.
 */
export async function checkedAddress(
  url: URL,
  allowPrivate: readonly string[],
  signal: AbortSignal,
  addressesOf: AddressesOf = systemAddresses,
): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await unlessAborted(addressesOf(host), signal) : [host];
  const refused = addresses.find((address) => !mayConnectTo(address, allowPrivate));
  if (refused !== undefined)
    throw lasting(`${host} is ${refused}, a private address; list its range under allow_private`);
  const [first] = addresses;
  if (first === undefined) throw new DriverError(`${host} has no address`, { retryable: true });
  return first;
}

const systemAddresses: AddressesOf = async (host) => (await resolve(host, { all: true })).map(({ address }) => address);

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  // One signal may see many lookups.
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop));
}

import { isIP } from 'node:net';
import { lasting } from '../../shared/driver-failure.ts';

/** Where HAProxy reaches a member, `127.0.0.1:4000`. It takes addresses only: names would not be looked up by a server that is added. */
export function serverAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== 'http:')
    throw lasting(`HAProxy cannot be given the instance ${address}: only plain http:// is sent to instances`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const ip = host === 'localhost' ? '127.0.0.1' : host;
  if (isIP(ip) === 0)
    throw lasting(`HAProxy cannot be given the instance ${address}: it needs an IP address, not a name`);
  return `${isIP(ip) === 6 ? `[${ip}]` : ip}:${url.port === '' ? '80' : url.port}`;
}

/** The address of a member by what HAProxy says of its server. */
export const memberAddress = (listed: string): string => `http://${listed}`;

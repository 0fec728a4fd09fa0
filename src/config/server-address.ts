import type { Fault } from './problem/fault.ts';
import { quoted } from './problem/readable.ts';

/** Where a control plane listens: a socket of this machine, a port of its loopback, or a name over TLS. */
export type ServerAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'loopback'; readonly host: string; readonly port: number }
  | { readonly kind: 'tls'; readonly host: string; readonly port: number };

const REMEDY = 'write unix:PATH, http://localhost:PORT, or https://HOST';
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1']);

/** Reads the address of a control plane. Beyond this machine there is TLS only. */
export function serverAddress(text: string): ServerAddress | Fault {
  const path = /^unix:(?:\/\/)?(.+)$/.exec(text)?.[1];
  if (path !== undefined) return { kind: 'socket', path };
  const url = /^https?:/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) {
    return { code: 'server', message: `${quoted(text)} is no address of a control plane`, remedy: REMEDY };
  }
  const { protocol, hostname, port, pathname, username, password, search, hash } = url;
  if (pathname !== '/' || `${username}${password}${search}${hash}` !== '') {
    const message = `${quoted(text)} is more than a host and a port: a control plane stands at the root of its name`;
    return { code: 'server', message, remedy: REMEDY };
  }
  if (protocol === 'https:') return { kind: 'tls', host: hostname, port: Number(port || 443) };
  if (LOOPBACK.has(hostname)) return { kind: 'loopback', host: hostname, port: Number(port || 80) };
  const message = `${quoted(text)} would send what is asked, and a token, in the open: beyond this machine there is TLS only`;
  return { code: 'server', message, remedy: `write https://${hostname}` };
}

import type { Fault } from './problem/fault.ts';
import { quoted } from './problem/readable.ts';

/** Where a control plane listens: a socket of this machine, or a port of its loopback. */
export type ServerAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'loopback'; readonly host: string; readonly port: number };

const REMEDY = 'write unix:PATH, or http://localhost:PORT';
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1']);

/** Reads the address of a control plane; one on another machine is understood and not built yet. */
export function serverAddress(text: string): ServerAddress | Fault {
  const path = /^unix:(?:\/\/)?(.+)$/.exec(text)?.[1];
  if (path !== undefined) return { kind: 'socket', path };
  const url = /^https?:/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) {
    return { code: 'server', message: `${quoted(text)} is no address of a control plane`, remedy: REMEDY };
  }
  if (url.protocol === 'http:' && LOOPBACK.has(url.hostname) && url.pathname === '/' && url.username === '') {
    return { kind: 'loopback', host: url.hostname, port: Number(url.port || 80) };
  }
  const message = `a control plane at ${quoted(text)} is not built yet: only this machine is reached`;
  return { code: 'not-built-yet', message, remedy: REMEDY };
}

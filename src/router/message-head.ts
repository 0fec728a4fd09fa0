import type { IncomingMessage } from 'node:http';
import { bucketCookie, isForEverybody, readCookies } from './bucket-cookie.ts';

/** What a client's request head says, and the head that goes on to an instance. */
export interface RequestHead {
  /** Names and values in turn, as they go out. */
  readonly headers: readonly string[];
  /** The track that a client on this machine asks for by header; undefined when it asks for none. */
  readonly track: string | undefined;
  /** The bucket of a returning user, where users are known again. */
  readonly bucket: number | undefined;
  /** Whether the user's own connection is an encrypted one, as a proxy on this machine says. */
  readonly isSecure: boolean;
  readonly hasBody: boolean;
  /** Whether the client sends its body only when it is told to. */
  readonly awaitsContinue: boolean;
  /** The protocol that the client offers to change to. */
  readonly upgrade: string | undefined;
}

/** Who sent a request. */
export interface Sender {
  readonly address: string;
  readonly isLocal: boolean;
}

/** The header by which a request on this machine reaches a track whatever the weight is. */
export const TRACK_HEADER = 'X-Plimsoll-Track';

// Meant for the next hop only, so never passed on. A body's length and framing are not here: they belong to the message, and a
// client that lists them under Connection must not be able to take them off.
const HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade', 'trailer', 'transfer-encoding']);
for (const name of ['proxy-authenticate', 'proxy-authorization']) HOP.add(name);
const KEPT = new Set(['host', 'content-length', 'content-type']);

/** Reads a request's head and writes the one that goes on. Where users are sticky their bucket is taken out of their cookies. */
export function requestHead(raw: readonly string[], method: string, sender: Sender, isSticky = false): RequestHead {
  const headers: string[] = [];
  const hop = hopByConnection(raw);
  const forwarded: { for?: string; proto?: string; host?: string } = {};
  let host: string | undefined;
  let track: string | undefined;
  let bucket: number | undefined;
  let upgrade: string | undefined;
  let hasLength = false;
  let hasBody = false;
  let awaitsContinue = false;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const written = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    const name = written.toLowerCase();
    if (name === 'transfer-encoding') {
      hasBody = true;
      headers.push(written, value);
    } else if (name === 'upgrade') upgrade = value.toLowerCase();
    else if (HOP.has(name) || hop?.has(name)) continue;
    else if (name === 'x-plimsoll-track') {
      if (!sender.isLocal) continue;
      track = value;
      headers.push(written, value);
    } else if (isSticky && name === 'cookie') {
      const cookies = readCookies(value);
      bucket ??= cookies.bucket;
      if (cookies.rest !== '') headers.push(written, cookies.rest);
    } else if (name === 'x-forwarded-for') forwarded.for = joined(forwarded.for, value);
    // Another proxy on this machine is believed; anybody else could write what he likes.
    else if (name === 'x-forwarded-proto') {
      if (sender.isLocal) forwarded.proto = value;
    } else if (name === 'x-forwarded-host') {
      if (sender.isLocal) forwarded.host = value;
    } else {
      if (name === 'host') host = value;
      else if (name === 'content-length') {
        hasLength = true;
        hasBody ||= value !== '0';
      } else if (name === 'expect') awaitsContinue = true;
      headers.push(written, value);
    }
  }
  headers.push(
    'X-Forwarded-For',
    joined(forwarded.for, sender.address),
    'X-Forwarded-Proto',
    forwarded.proto ?? 'http',
  );
  const forwardedHost = forwarded.host ?? host;
  if (forwardedHost !== undefined) headers.push('X-Forwarded-Host', forwardedHost);
  // A client of HTTP/1.0 may name no host; the instance is asked in HTTP/1.1, where an empty one stands for that.
  if (host === undefined) headers.push('Host', '');
  // Without it a body of unknown length would be announced where there is none.
  if (!hasBody && !hasLength && MAY_HAVE_BODY.has(method)) headers.push('Content-Length', '0');
  return { headers, track, bucket, isSecure: forwarded.proto === 'https', hasBody, awaitsContinue, upgrade };
}

const MAY_HAVE_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** Adds the bucket that a new user got to a response head, unless others may be given a copy of that response. */
export function withBucket(headers: string[], bucket: number | undefined, { isSecure }: RequestHead): string[] {
  if (bucket !== undefined && !isForEverybody(headers)) headers.push('Set-Cookie', bucketCookie(bucket, isSecure));
  return headers;
}

/** The response head that goes on to the client. */
export function responseHeaders(raw: readonly string[]): string[] {
  const headers: string[] = [];
  const hop = hopByConnection(raw);
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const written = raw[index] ?? '';
    const name = written.toLowerCase();
    if (!HOP.has(name) && !hop?.has(name)) headers.push(written, raw[index + 1] ?? '');
  }
  return headers;
}

/** A response head as it goes over a bare connection. */
export function headText(answer: IncomingMessage, headers: readonly string[]): string {
  const lines = pairsOf(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${lines.join('')}\r\n`;
}

/** Trailers as Node wants to have them. */
export function pairsOf(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return pairs;
}

/** Whether an address lies on this machine. */
export const isLoopback = (address: string): boolean =>
  address.startsWith('127.') || address === '::1' || address.startsWith('::ffff:127.');

/** The path of a request target: a client that takes us for a forward proxy writes a whole URL. */
export function pathOf(target: string): string {
  if (target.startsWith('/') || target === '*' || !URL.canParse(target)) return target;
  const url = new URL(target);
  return url.pathname + url.search;
}

/** The further headers that a Connection header declares to be for the next hop only. */
function hopByConnection(raw: readonly string[]): ReadonlySet<string> | undefined {
  let names: Set<string> | undefined;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const written = raw[index] ?? '';
    if (written.length !== 10 || written.toLowerCase() !== 'connection') continue;
    const value = (raw[index + 1] ?? '').toLowerCase();
    if (value === 'keep-alive' || value === 'close') continue;
    names ??= new Set();
    for (const token of value.split(',')) if (!KEPT.has(token.trim())) names.add(token.trim());
  }
  return names;
}

const joined = (before: string | undefined, value: string): string =>
  before === undefined ? value : `${before}, ${value}`;

import type { IncomingMessage } from 'node:http';
import type { OciRegistrySpec } from '../../../core/unit/registry.ts';
import type { DriverError } from '../../../ports/driver-error.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { refusalOf } from './answer.ts';
import { credentialsFor } from './tokens.ts';
import { send, type WayOut } from './way-out.ts';

/** What is asked of a registry. */
export interface Asked {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path and query, from the root of the host. */
  readonly path: string;
  /** What a token must allow. */
  readonly scopes: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** A registry that is spoken to. Everything rejects with DriverError only, and no secret is in any. */
export interface RegistryServer {
  readonly host: string;
  /** The repository of a unit. */
  repository(unit: string): string;
  /** The head of an answer, after logging in and, for what is only read, after redirects. */
  ask(asked: Asked, signal: AbortSignal): Promise<IncomingMessage>;
  /** An answer that was not asked for, as an error. */
  refusal(answer: IncomingMessage, doing: string, signal: AbortSignal): Promise<DriverError>;
}

const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Speaks to the registry of a configuration. */
export function registryServer(spec: OciRegistrySpec, way: WayOut): RegistryServer {
  const home = new URL(spec.url);
  const credentials = credentialsFor(spec, way);
  const prefix = home.pathname.replace(/^\/+|\/+$/g, '');

  const askOnce = async (asked: Asked, signal: AbortSignal): Promise<IncomingMessage> => {
    const { method, path, scopes, headers = {}, body } = asked;
    const authorization = await credentials.header(scopes);
    const url = new URL(path, home);
    const all = authorization === undefined ? headers : { ...headers, Authorization: authorization };
    return send(way, { method, url, headers: all, ...(body === undefined ? {} : { body }) }, signal);
  };

  return {
    host: home.host,
    repository: (unit) => [prefix, spec.repository ?? unit].filter((part) => part !== '').join('/'),
    ask: async (asked, signal) => {
      let answer = await askOnce(asked, signal);
      if (answer.statusCode === 401) {
        const challenge = answer.headers['www-authenticate'] ?? '';
        answer.destroy();
        await credentials.answer(challenge, asked.scopes, signal);
        answer = await askOnce(asked, signal);
      }
      if (!REDIRECTS.has(answer.statusCode ?? 0)) return answer;
      const from = new URL(asked.path, home);
      if (asked.method !== 'GET' && asked.method !== 'HEAD') {
        answer.destroy();
        throw lasting(`${home.host} sends ${asked.method} on to another address, which is not followed`);
      }
      return followed(way, asked, from, answer, signal);
    },
    refusal: (answer, doing, signal) => refusalOf(answer, doing, credentials.hide, signal),
  };
}

/** Follows to where the bytes lie: to checked addresses only, never out of TLS, and never with our login. What comes is known by its digest. */
async function followed(
  way: WayOut,
  { method, headers = {} }: Asked,
  from: URL,
  first: IncomingMessage,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let answer = first;
  let url = from;
  for (let left = MOST_REDIRECTS; REDIRECTS.has(answer.statusCode ?? 0); left -= 1) {
    answer.destroy();
    const to = answer.headers.location ?? '';
    if (left === 0) throw lasting(`${from.host} sends on again and again`);
    if (!URL.canParse(to, url.href)) throw lasting(`${from.host} sends on to nowhere`);
    const next = new URL(to, url.href);
    if (next.protocol !== 'https:' && url.protocol === 'https:') {
      throw lasting(`${from.host} sends on to ${next.host} without TLS, which is not followed`);
    }
    if (next.username !== '' || next.password !== '')
      throw lasting(`${from.host} sends on with a login in the address`);
    url = next;
    answer = await send(way, { method, url, headers }, signal);
  }
  return answer;
}

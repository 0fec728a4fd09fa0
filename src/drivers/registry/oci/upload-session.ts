import type { IncomingMessage } from 'node:http';
import { lasting } from '../../shared/driver-failure.ts';
import type { Repository } from './repository.ts';

/** An upload that a registry has begun with us. */
export interface UploadSession {
  /** Path and query of what is asked next. */
  readonly location: string;
  /** How many bytes the registry has. */
  readonly offset: number;
}

/** Begins an upload; true when the registry took the bytes over from another repository instead. */
export async function beginUpload(
  { server, name, scopes }: Repository,
  mount: { readonly digest: string; readonly from: string; readonly scope: string } | null,
  signal: AbortSignal,
): Promise<UploadSession | true> {
  const doing = `beginning an upload to ${server.host}/${name}`;
  const query = mount === null ? '' : `?${new URLSearchParams({ mount: mount.digest, from: mount.from }).toString()}`;
  const path = `/v2/${name}/blobs/uploads/${query}`;
  const wanted = mount === null ? scopes.push : [...scopes.push, mount.scope];
  const answer = await server.ask({ method: 'POST', path, scopes: wanted }, signal);
  if (mount !== null && answer.statusCode === 201) {
    answer.destroy();
    return true;
  }
  if (answer.statusCode !== 202) throw await server.refusal(answer, doing, signal);
  answer.destroy();
  return { location: nextLocation(answer, server.host, null), offset: 0 };
}

/** How far an earlier upload came; undefined when the registry does not know of it any more. */
export async function resumedUpload(
  { server, name, scopes }: Repository,
  location: string,
  signal: AbortSignal,
): Promise<UploadSession | undefined> {
  const answer = await server.ask({ method: 'GET', path: location, scopes: scopes.push }, signal);
  const { statusCode: status = 0 } = answer;
  if (status >= 500 || status === 429) {
    throw await server.refusal(answer, `asking how far an upload to ${server.host}/${name} came`, signal);
  }
  answer.destroy();
  const offset = offsetIn(answer);
  if (status !== 204 || offset === undefined) return undefined;
  return { location: nextLocation(answer, server.host, location), offset };
}

/** How many bytes a registry says that it has; undefined when it does not say. A first byte and none look the same: `0-0`. */
export function offsetIn({ headers }: IncomingMessage): number | undefined {
  const last = /^(?:bytes=)?0-(\d{1,15})$/.exec(String(headers.range ?? ''))?.[1];
  if (last === undefined) return undefined;
  return last === '0' ? 0 : Number(last) + 1;
}

/** Where to go on: always at the registry that was asked, whatever scheme or port it believes to have. */
export function nextLocation({ headers }: IncomingMessage, host: string, before: string | null): string {
  const location = headers.location ?? before;
  const base = `https://${host}`;
  if (location === null || !URL.canParse(location, base)) throw lasting(`${host} does not say where to upload to`);
  const url = new URL(location, base);
  if (url.hostname !== new URL(base).hostname) {
    throw lasting(`${host} wants the upload to go to ${url.hostname}, which is not followed`);
  }
  return `${url.pathname}${url.search}`;
}

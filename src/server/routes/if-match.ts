import type { Context } from 'hono';
import { type Seen, tagOf } from '../../api/seen.ts';
import { problem } from '../refused.ts';

/** What has a version: its answers carry it as `ETag`, and a change of it may be asked for with `If-Match`. */
export const TAGGED: readonly string[] = [
  '/deployments/:id',
  '/deployments/:id/requests',
  '/deployments/:id/answers',
  '/environments/:unit/:environment',
  '/environments/:unit/:environment/hold',
  '/environments/:unit/:environment/acts/:act',
];

/** The version that a change was asked on; undefined where any will do. */
export function seenIn({ req }: Context): Seen | undefined {
  const tag = req.header('if-match')?.trim();
  if (tag === undefined || tag === '*') return undefined;
  const [, version] = /^"(\d{1,15})"$/.exec(tag) ?? [];
  if (version !== undefined) return Number(version);
  throw problem('usage', {
    code: 'if-match-unreadable',
    message: 'If-Match names no version that was given out here',
    remedy: 'Send the ETag of one answer, as it came: "7"',
  });
}

/** Refuses a condition that nobody would look at: whoever sends one relies on it. */
export function refuseUntagged(method: 'GET' | 'POST', path: string, { req }: Context): void {
  if (method === 'GET' || req.header('if-match') === undefined || TAGGED.includes(path)) return;
  throw problem('usage', {
    code: 'if-match-not-here',
    message: 'What is asked for has no version',
    remedy: 'Leave If-Match out; deployments and environments have an ETag',
  });
}

/** The answer to a request, with the version of what it shows and the position of the record up to which it shows all. */
export function answered(context: Context, path: string, head: number, value: unknown): Response {
  if (value instanceof Response) return value;
  context.header('plimsoll-seq', String(head));
  if (TAGGED.includes(path) && hasVersion(value)) context.header('etag', tagOf(value.version));
  return context.json(value ?? null);
}

const hasVersion = (value: unknown): value is { readonly version: number } =>
  typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'number';

import type { Context } from 'hono';
import { problem } from '../refused.ts';

/** A whole number of the query, 0 or more; 0 when it is left out or none. */
export function count(context: Context, name: string): number {
  const value = Number(context.req.query(name) ?? 0);
  return Number.isInteger(value) && value >= 0 ? value : 0;
}

/** A text of the query; null when it is left out or empty. */
export const text = (context: Context, name: string): string | null => context.req.query(name) || null;

/** One of the known words, or a problem that lists them. */
export function oneOf<T extends string>(known: readonly T[], asked: string | undefined): T {
  const found = known.find((one) => one === asked);
  if (found !== undefined) return found;
  throw problem('not-found', {
    code: 'no-such-page',
    message: `${asked} is not known here`,
    remedy: `Use one of: ${known.join(', ')}`,
  });
}

/** The same of the query; null when it is left out. */
export function oneOfQuery<T extends string>(context: Context, name: string, known: readonly T[]): T | null {
  const asked = text(context, name);
  return asked === null ? null : oneOf(known, asked);
}

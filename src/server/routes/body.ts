import type { Context } from 'hono';
import type { z } from 'zod';
import { bodyJson } from '../listener/read-body.ts';
import { problem } from '../refused.ts';

/** The body, read strictly: JSON only, and just the fields that are known. */
export async function body<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  if (!(context.req.header('content-type') ?? '').startsWith('application/json')) {
    throw problem('usage', {
      code: 'not-json',
      message: 'Changes are asked for with application/json',
      remedy: 'Set content-type: application/json',
    });
  }
  return strictly(schema, await bodyJson(context.req.raw));
}

/** A part of a body, read by a schema of its own. */
export function strictly<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const message = `The request is malformed at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? 'unreadable'}`;
  throw problem('usage', { code: 'request-malformed', message, remedy: 'Compare it with the API’s documentation' });
}

import { problemFrom } from '../../api/client.ts';
import { exchange } from '../data/plane.ts';

/** One request of what has no caller yet, or only pages ask: signing in, codes of links. Rejects with ProblemError. */
export async function ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const { status, text } = await exchange(method, `/api/v1${path}`, body);
  const value: unknown = text === '' ? undefined : JSON.parse(text);
  if (status >= 400) throw problemFrom(status, value);
  return value as T;
}

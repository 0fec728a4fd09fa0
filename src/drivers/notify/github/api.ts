import type { z } from 'zod';
import { DriverError } from '../../../ports/driver-error.ts';
import { sendText, taken } from '../../shared/outgoing/send-text.ts';

/** What GitHub says of the question it will say again; a token that is not good may be renewed, so 401 and 403 are tried again. */
const FOR_GOOD = [400, 404, 409, 410, 422];

/** One repository over GitHub's REST API. */
export interface GithubApi {
  get<T>(path: string, shape: z.ZodType<T>): Promise<T>;
  post<T>(path: string, body: object, shape: z.ZodType<T>): Promise<T>;
}

/** Asks one repository with a token. */
export function githubApi(
  asked: {
    readonly url: string;
    readonly repo: string;
    readonly token: string;
    readonly allowPrivate?: readonly string[] | undefined;
  },
  signal: AbortSignal,
): GithubApi {
  const { url, repo, token, allowPrivate } = asked;
  const base = `${url.replace(/\/+$/, '')}/repos/${repo}`;
  const called = `GitHub at ${new URL(url).host}`;
  const ask = async <T>(method: 'GET' | 'POST', path: string, shape: z.ZodType<T>, body?: object): Promise<T> => {
    const headers = {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const sent = {
      ...{ method, url: new URL(`${base}${path}`), headers, called, allowPrivate },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const { text } = taken(await sendText(sent, signal), called, FOR_GOOD);
    const read = shape.safeParse(parsed(text));
    if (!read.success) throw new DriverError(`${called} gave an answer that is none of GitHub’s`, { retryable: true });
    return read.data;
  };
  return {
    get: (path, shape) => ask('GET', path, shape),
    post: (path, body, shape) => ask('POST', path, shape, body),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

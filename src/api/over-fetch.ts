import type { Exchange } from './client.ts';
import type { OpenLine } from './event-stream.ts';
import { ProblemError } from './problem.ts';

/** As much of `fetch` as is needed: a browser and Node have the same. */
export type Fetch = (
  address: string,
  asked: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly signal?: AbortSignal;
  },
) => Promise<{
  readonly status: number;
  text(): Promise<string>;
  readonly body: {
    getReader(): {
      read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
      cancel(): Promise<void>;
    };
  } | null;
}>;

/** What is asked over `fetch`. */
export interface FetchWay {
  readonly fetch: Fetch;
  /** `http://localhost:7311`; empty for the page's own. */
  readonly origin: string;
  /** Asked anew each time; null sends none. */
  readonly bearer: () => string | null;
  /** A new key for each change; the same again where the same change is tried again. */
  readonly newKey: () => string;
}

/** Exchanges and lines over `fetch`, for the page, for scripts and for tests. */
export function overFetch({ fetch, origin, bearer, newKey }: FetchWay): {
  readonly exchange: Exchange;
  readonly open: OpenLine;
} {
  const known = (): Record<string, string> => {
    const text = bearer();
    return text === null ? {} : { authorization: `Bearer ${text}` };
  };
  const reaching = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      const message = `The control plane does not answer: ${error instanceof Error ? error.message : String(error)}`;
      const remedy = 'What runs goes on. Look again: plimsoll status';
      throw new ProblemError('unavailable', [{ code: 'contact-lost', message, remedy }]);
    }
  };
  return {
    exchange: async (method, path, body, more = {}) => {
      const changes = { 'content-type': 'application/json', 'idempotency-key': newKey() };
      const headers = { ...known(), ...(method === 'POST' ? changes : {}), ...more };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await reaching(fetch(`${origin}${path}`, { method, headers, ...sent }));
      return { status: answer.status, text: await reaching(answer.text()) };
    },
    open: async (path, more, signal) => {
      const answer = await reaching(
        fetch(`${origin}${path}`, { method: 'GET', headers: { ...known(), ...more }, signal }),
      );
      return { status: answer.status, text: piecesOf(answer.body) };
    },
  };
}

// Node and browsers have it; the language alone does not know it.
declare const TextDecoder: new () => { decode(bytes: Uint8Array, options: { readonly stream: true }): string };

async function* piecesOf(body: Awaited<ReturnType<Fetch>>['body']): AsyncGenerator<string> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || value === undefined) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

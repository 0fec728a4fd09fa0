import type { Problem } from '../../../api/problem.ts';

/** Why the control plane did not do what was asked, in its own words. */
export class Refused extends Error {
  readonly code: string;
  readonly remedy: string;

  constructor({ code, message, remedy }: Problem) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}

// In memory alone: another tab, page or visit starts without it.
let bearer: string | null = null;

/** Sends this with every request from now on. */
export function bear(text: string | null): void {
  bearer = text;
}

/** One request of the API. Rejects with Refused. */
export async function ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const headers = new Headers();
  if (bearer !== null) headers.set('authorization', `Bearer ${bearer}`);
  if (method === 'POST') {
    headers.set('content-type', 'application/json');
    headers.set('idempotency-key', crypto.randomUUID());
  }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`/api/v1${path}`, { method, headers, ...sent }).catch(() => {
    throw new Refused({
      code: 'control-plane-away',
      message: 'The control plane does not answer',
      remedy: 'Look at it: plimsoll status',
    });
  });
  const value: unknown = await response.json().catch(() => undefined);
  if (response.ok) return value as T;
  const { problems = [] } = (value ?? {}) as { problems?: readonly Problem[] };
  throw new Refused(
    problems[0] ?? {
      code: `http-${response.status}`,
      message: `The control plane answered ${response.status}`,
      remedy: 'Look at its log',
    },
  );
}

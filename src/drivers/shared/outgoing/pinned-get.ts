import type { IncomingMessage } from 'node:http';
import { type PinnedRequest, pinnedRequest } from './pinned-request.ts';

/** Sends a GET and gives the answer's head; its body is not read yet. No redirect is followed. Rejects with what went wrong. */
export const pinnedGet = (
  get: Pick<PinnedRequest, 'url' | 'address' | 'headers'>,
  signal: AbortSignal,
): Promise<IncomingMessage> => pinnedRequest({ ...get, method: 'GET' }, signal);

import type { Exchange } from '../api/client.ts';
import { forgetSession } from './session-file.ts';

/** Codes by which a control plane says that it does not know a session, or no longer. */
const OVER = /"code":"session-(?:unknown|expired|ended)"/;

/**
 * An exchange with the session of this folder. One that the control plane no longer knows is forgotten, and what was asked is
 * asked again without it: a sign-in that is over must never stand in the way of a rollback.
 */
export const signedIn =
  (as: Exchange, without: Exchange, dataDir: string): Exchange =>
  async (method, path, body, headers) => {
    const answer = await as(method, path, body, headers);
    if (answer.status !== 401 || !OVER.test(answer.text)) return answer;
    forgetSession(dataDir);
    process.stderr.write('! your sign-in is over: this was asked without it. Sign in again: plimsoll login\n');
    return without(method, path, body, headers);
  };

import type { Ceremony, PageAccess } from '../../api/passkeys.ts';
import { ProblemError } from '../../api/problem.ts';
import { plane } from '../data/plane.ts';
import { ask } from './ask.ts';
import { signWithPasskey } from './authenticator.ts';
import { session } from './session.ts';

/** What stands behind the `#`, taken out of the address: nobody who looks over a shoulder or copies the address gets it. */
export function takeFragment(): string {
  const text = location.hash.slice(1);
  if (text !== '') history.replaceState(null, '', `${location.pathname}${location.search}`);
  return text;
}

/** The code in a link's fragment. */
export const codeIn = (fragment: string): string | undefined => /^code=([\w-]{1,200})$/.exec(fragment)?.[1];

/** Comes in by a link's code where there is one, else by what the browser carries. */
export async function comeIn(code: string | undefined): Promise<void> {
  const carried = session.bearer();
  try {
    if (code !== undefined) {
      session.enter(await ask<PageAccess>('POST', '/page-codes/redeem', { code }));
      return;
    }
    await plane.whoami();
    session.known();
  } catch (error) {
    // Whoever signed in meanwhile is in: the answer is about what was carried before.
    if (session.bearer() !== carried) return;
    // Who never came in is asked to, and need not be told that they are not in.
    const isNobody = error instanceof ProblemError && error.kind === 'not-signed-in' && code === undefined;
    if (isNobody) session.leave();
    else session.refuse(error);
  }
}

/** Signs in with a passkey. A control plane that was started again meanwhile knows nothing of the beginning: then once more. */
export async function signIn(): Promise<PageAccess> {
  const access = await signedIn().catch((error: unknown) => {
    if (isForgotten(error)) return signedIn();
    throw error;
  });
  session.enter(access);
  return access;
}

const isForgotten = (error: unknown): boolean =>
  error instanceof ProblemError && error.problems.some(({ code }) => code === 'passkey-ceremony-unknown');

async function signedIn(): Promise<PageAccess> {
  const { ceremony, options } = await ask<Ceremony>('POST', '/sessions/options', {});
  const assertion = await signWithPasskey(options as Parameters<typeof signWithPasskey>[0]);
  return ask<PageAccess>('POST', '/sessions', { ceremony, assertion, cookie: true });
}

/** Signs this browser out. */
export async function signOut(): Promise<void> {
  await plane.logout().catch(() => undefined);
  session.leave();
}

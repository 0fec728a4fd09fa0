import type { Ceremony, PageAccess } from '../../../api/passkeys.ts';
import { ask, bear } from './ask.ts';
import { signWithPasskey } from './authenticator.ts';

/** What stands behind the `#`, taken out of the address: nobody who looks over a shoulder or copies the address gets it. */
export function takeFragment(): string {
  const text = location.hash.slice(1);
  if (text !== '') history.replaceState(null, '', `${location.pathname}${location.search}`);
  return text;
}

// A new link in the same tab changes nothing but what is behind the `#`: then the page begins anew.
window.addEventListener('hashchange', () => location.reload());

/** Comes in with the code of a link, where there is one. */
export async function comeInByLink(): Promise<PageAccess | null> {
  const [, code] = /^code=([\w-]{1,200})$/.exec(takeFragment()) ?? [];
  return code === undefined ? null : held(await ask<PageAccess>('POST', '/page-codes/redeem', { code }));
}

/** Signs in with a passkey. */
export async function signIn(): Promise<PageAccess> {
  const { ceremony, options } = await ask<Ceremony>('POST', '/sessions/options', {});
  const assertion = await signWithPasskey(options as Parameters<typeof signWithPasskey>[0]);
  return held(await ask<PageAccess>('POST', '/sessions', { ceremony, assertion }));
}

function held(access: PageAccess): PageAccess {
  bear(access.bearer);
  return access;
}

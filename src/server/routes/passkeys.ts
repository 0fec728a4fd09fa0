import { CodeBody, RegisteredBody, RegistrationBody, SessionBody } from '../../api/passkeys.ts';
import type { FrontDoor } from '../front-door.ts';
import { body } from './body.ts';
import type { GuardedRoutes } from './guarded.ts';

/** Passkeys that are made, and codes that let a page in. */
export function passkeyRoutes(route: GuardedRoutes['route']): void {
  route('POST', '/passkeys/options', async (plane, context) =>
    plane.beginPasskey(await body(context, RegistrationBody)),
  );
  route('POST', '/passkeys', async (plane, context) => plane.finishPasskey(await body(context, RegisteredBody)));
  route('POST', '/page-codes', (plane) => plane.pageCode());
}

/** What a page asks before it has anything to show: a session for a passkey, or access for a code. */
export function frontRoutes(open: GuardedRoutes['open'], { front }: { readonly front: FrontDoor }): void {
  open('POST', '/sessions/options', async () => front.beginSession());
  open('POST', '/sessions', async (context) => {
    const asked = await body(context, SessionBody);
    if (asked.cookie !== true) return front.session(asked);
    const { access, cookie } = await front.pageSession(asked);
    context.header('set-cookie', cookie);
    return access;
  });
  open('POST', '/page-codes/redeem', async (context) => front.redeem((await body(context, CodeBody)).code));
}

import { ClaimBody, HandOverBody, LoginBody, LogoutBody, RevokeBody, TokenRequestBody } from '../../api/identity.ts';
import type { Door } from '../door.ts';
import { body } from './body.ts';
import type { GuardedRoutes } from './guarded.ts';

/** Who asks, the tokens of agents and CI, and the sessions of people. */
export function identityRoutes(route: GuardedRoutes['route'], { front }: Pick<Door, 'front'>): void {
  route('GET', '/whoami', (plane) => plane.whoami());
  route('GET', '/tokens', (plane) => plane.tokens());
  route('POST', '/tokens', async (plane, context) => plane.grantToken(await body(context, TokenRequestBody)));
  route('POST', '/tokens/:id/revoke', async (plane, context) =>
    plane.revokeToken(context.req.param('id') ?? '', (await body(context, RevokeBody)).reason),
  );
  route('GET', '/logins/:id', (plane, context) => plane.login(context.req.param('id') ?? ''));
  route('POST', '/logins/:id/hand-over', async (plane, context) =>
    plane.handOverLogin(context.req.param('id') ?? '', (await body(context, HandOverBody)).code),
  );
  route('POST', '/logout', async (plane, context) => {
    const { everywhere } = await body(context, LogoutBody);
    await plane.logout(everywhere);
    context.header('set-cookie', front.cookie.forgotten());
  });
}

/** What a command line does before it has anything to show: wait for a session, and fetch it. */
export function publicRoutes(open: GuardedRoutes['open'], { logins }: Pick<Door, 'logins'>): void {
  open('POST', '/logins', async (context) => logins.open((await body(context, LoginBody)).proof));
  open('POST', '/logins/:id/claim', async (context) =>
    logins.claim(context.req.param('id') ?? '', (await body(context, ClaimBody)).verifier),
  );
}

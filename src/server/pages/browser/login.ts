import type { LoginView } from '../../../api/identity.ts';
import type { PageAccess } from '../../../api/passkeys.ts';
import { signIn, takeFragment } from './access.ts';
import { ask } from './ask.ts';
import { button, el, main, say, sayWhyNot } from './show.ts';

/** The login of a command line that opened this page; empty for a person who came by themselves. */
const login = takeFragment();

function begin(): void {
  main().replaceChildren(
    el('h1', {}, 'Sign in'),
    el(
      'p',
      {},
      'Use the passkey that you enrolled here. A session lasts twelve hours and approves nothing: every approval is signed anew.',
    ),
    button('Sign in with a passkey', 'go', async () => {
      const access = await signIn();
      if (login === '') return signedIn(access);
      return compare(access, await ask<LoginView>('GET', `/logins/${encodeURIComponent(login)}`));
    }),
  );
}

function compare(access: PageAccess, { id, code }: LoginView): void {
  say('good', `Signed in as ${access.who}.`);
  main().replaceChildren(
    el('h1', {}, 'Is this your terminal?'),
    el('p', {}, 'A terminal waits to act as you. Compare this code with the one that it shows:'),
    el('p', { class: 'code', id: 'code' }, code),
    el('p', {}, 'If they differ, or you did not start it, somebody sent you their link: close this page.'),
    button('The codes are the same: sign that terminal in', 'go', async () => {
      await ask('POST', `/logins/${encodeURIComponent(id)}/hand-over`, { code });
      signedIn(access);
      say('good', `The terminal is signed in as ${access.who}. You can close this page.`);
    }),
  );
}

function signedIn({ who, until }: PageAccess): void {
  say('good', `Signed in as ${who}.`);
  main().replaceChildren(
    el('h1', {}, 'Signed in'),
    el(
      'p',
      {},
      `You are ${who} here until ${until === null ? 'the control plane stops' : new Date(until).toLocaleString()}.`,
    ),
    el('p', { class: 'quiet' }, 'This page keeps the session in its memory: leaving the page ends it here.'),
  );
}

begin();
window.addEventListener('unhandledrejection', ({ reason }) => sayWhyNot(reason));

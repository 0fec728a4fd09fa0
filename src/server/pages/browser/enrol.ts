import type { About } from '../../../api/control-plane.ts';
import type { Ceremony, RegisteredPasskey } from '../../../api/passkeys.ts';
import { comeInByLink, signIn } from './access.ts';
import { ask } from './ask.ts';
import { makePasskey, signWithPasskey } from './authenticator.ts';
import { button, el, main, say, sayWhyNot } from './show.ts';

/** Makes a passkey, has it sign that it is held, and hands it in. */
async function enrol(name: string, groups: readonly string[], environments: readonly string[] | null): Promise<About> {
  const begun = await ask<Ceremony>('POST', '/passkeys/options', { name, groups, environments });
  const response = await makePasskey(begun.options as Parameters<typeof makePasskey>[0]);
  say('busy', 'Now sign once with the new passkey, to show that it works.');
  const made = await ask<RegisteredPasskey>('POST', '/passkeys', { ceremony: begun.ceremony, response });
  const possession = await signWithPasskey(made.options as Parameters<typeof signWithPasskey>[0]);
  return ask<About>('POST', '/approvers', { ...made.claim, possession });
}

function form(about: About): void {
  const isFirst = about.approvers.length === 0;
  const asked = new URLSearchParams(location.search);
  const name = el('input', { id: 'name' });
  name.value = asked.get('name') ?? '';
  name.autocomplete = 'off';
  name.spellcheck = false;
  const groups = asked.getAll('group');
  const only = asked.getAll('only');
  const label = el('label', {}, 'Your name, in small letters', name);
  main().replaceChildren(
    el('h1', {}, isFirst ? 'Enrol the first approver' : 'Enrol a further approver'),
    el('p', {}, isFirst ? FIRST : LATER),
    label,
    groups.length === 0 ? '' : el('p', {}, `In the groups ${groups.join(', ')}.`),
    only.length === 0 ? '' : el('p', {}, `It signs for ${only.join(', ')} only.`),
    el('p', {}, 'Your browser asks twice: once to make the passkey, and once to sign with it.'),
    button('Make my passkey', 'go', async () =>
      done(name.value.trim(), await enrol(name.value.trim(), groups, only.length === 0 ? null : only)),
    ),
  );
}

const FIRST =
  'Nobody is enrolled: production is locked. Whoever enrols now may approve and decides who else may. After this, new keys need an approver’s signature.';
const LATER = 'A new key counts once approvers who are enrolled have signed it.';

function done(name: string, about: About): void {
  const isIn = about.approvers.some(({ person, passkey }) => person === `person:${name}` && passkey !== null);
  say('good', isIn ? `person:${name} is enrolled.` : `The passkey of person:${name} waits for signatures.`);
  main().replaceChildren(
    el('h1', {}, isIn ? 'Enrolled' : 'Waiting for signatures'),
    el(
      'p',
      {},
      isIn ? 'You can approve with this passkey on this page.' : 'Ask an approver to sign it: plimsoll approver sign',
    ),
    el(
      'p',
      { class: 'quiet' },
      `This passkey works at ${location.origin} only. The control plane keeps this port from now on.`,
    ),
    el('p', { class: 'quiet' }, 'This machine cannot stop a hostile program running as you: the approval level is A1.'),
  );
}

async function begin(): Promise<void> {
  if ((await comeInByLink()) === null) {
    main().replaceChildren(
      el('h1', {}, 'Enrol an approver'),
      el('p', {}, 'To enrol the first approver, open the link that this command prints:'),
      el('pre', {}, 'plimsoll approver add --name NAME'),
      el('p', {}, 'If you are enrolled already, sign in to enrol a further key.'),
      button('Sign in with a passkey', 'go', async () => {
        await signIn();
        say('good', 'Signed in.');
        form(await ask<About>('GET', '/about'));
      }),
    );
    return;
  }
  form(await ask<About>('GET', '/about'));
}

begin().catch(sayWhyNot);

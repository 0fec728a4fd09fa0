import type { About } from '../../api/control-plane.ts';
import type { Ceremony, RegisteredPasskey } from '../../api/passkeys.ts';
import { cache } from '../data/cache.ts';
import { ASKED } from '../data/queries.ts';
import { ask } from './ask.ts';
import { makePasskey, signWithPasskey } from './authenticator.ts';

/** Makes a passkey, has it sign that it is held, and hands it in. Gives the control plane as it is then. */
export async function enrol(
  name: string,
  groups: readonly string[],
  environments: readonly string[] | null,
): Promise<About> {
  const begun = await ask<Ceremony>('POST', '/passkeys/options', { name, groups, environments });
  const response = await makePasskey(begun.options as Parameters<typeof makePasskey>[0]);
  const made = await ask<RegisteredPasskey>('POST', '/passkeys', { ceremony: begun.ceremony, response });
  const possession = await signWithPasskey(made.options as Parameters<typeof signWithPasskey>[0]);
  const about = await ask<About>('POST', '/approvers', { ...made.claim, possession });
  cache.setQueryData(ASKED.about.queryKey, about);
  return about;
}

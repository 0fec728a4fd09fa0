import type { Enrolment } from '../../approval/enrolment.ts';
import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import type { ServiceParts } from '../parts.ts';

/** The one origin whose pages may use passkeys here: scheme, host and port. */
export const originOf = ({ page }: Pick<ServiceParts, 'page'>): string => page();

/** The site that passkeys made here belong to. On one machine that is `localhost`, whatever the port: the origin tells ports apart. */
export const rpIdOf = ({ page }: Pick<ServiceParts, 'page'>): string => new URL(page()).hostname;

/** Refuses a passkey that says it belongs to other pages than ours: nobody here could ever be asked for it. */
export function refuseForeignSite(parts: Pick<ServiceParts, 'page'>, enrolment: Enrolment): Refusal | null {
  if (!('passkey' in enrolment)) return null;
  const { rpId, origins } = enrolment.passkey;
  const isOurs = rpId === rpIdOf(parts) && origins.length === 1 && origins[0] === originOf(parts);
  const remedy = `Enrol it at ${originOf(parts)}: plimsoll approver add --name NAME`;
  return isOurs ? null : refuse('passkey-site-foreign', 'The passkey belongs to another page than this one', remedy);
}

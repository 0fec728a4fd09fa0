import type { OneTimeCode, PageAccess } from '../../api/passkeys.ts';
import { isDemoAlone } from '../../core/environment/demo-alone.ts';
import { refuse } from '../../core/kernel/refusal.ts';
import { principalText } from '../../core/principal/principal.ts';
import type { Caller } from '../caller.ts';
import { placesOf } from '../environments.ts';
import type { ServiceParts } from '../parts.ts';
import { refused } from '../refused.ts';
import { originOf } from './site.ts';

const SPAN = 60_000;
const DEMO_SPAN = 3_600_000;

/**
 * A code with which a page gets the proof of whoever asks, which is their account and no more: it enrols where the list is
 * empty and reads, and signs nothing. Anybody else's way to the page is a passkey.
 */
export function pageCode(parts: ServiceParts, { principal, proof }: Caller): OneTimeCode {
  if (proof !== 'os-account') {
    const remedy = `Open ${originOf(parts)}/login and sign in with a passkey`;
    throw refused(refuse('page-code-not-here', `${principalText(principal)} hands no proof to a page`, remedy));
  }
  const isDemo = isDemoHere(parts);
  const { codes, demoCodes } = parts.passkeys;
  const code = (isDemo ? demoCodes : codes).give(principalText(principal));
  const until = new Date(parts.clock.wall() + (isDemo ? DEMO_SPAN : SPAN)).toISOString();
  return { code, origin: originOf(parts), until };
}

const isDemoHere = (parts: ServiceParts): boolean =>
  isDemoAlone(
    parts.record.demoTrust !== null,
    placesOf(parts).map(({ unit, environment: { name, demo } }) => ({
      ...{ demo, servedForReal: parts.store.slot(unit, name).servedForReal },
    })),
  );

/** What a page gets for a code: the token of this start, which everything under that account can read anyway. */
export function redeemCode(parts: ServiceParts, code: string): PageAccess {
  const { codes, demoCodes } = parts.passkeys;
  const ofDemo = demoCodes.takeBack(code);
  // What was a demo when the link was printed may serve for real by now: then an old link is none.
  const who = codes.takeBack(code) ?? (isDemoHere(parts) ? ofDemo : undefined);
  if (who === undefined) {
    const remedy = 'Have a new link printed: repeat the command that printed it';
    throw refused(refuse('page-code-unknown', 'The link was used before, or is older than a minute', remedy));
  }
  return { bearer: parts.passkeys.ownToken, who, proof: 'os-account', until: null };
}

import type { ConsentWish, PolicyWish, ToSign, TrustWish } from '../api/consents.ts';
import { glassStatementText } from '../approval/break-glass.ts';
import { policyStatementText } from '../approval/policy-change.ts';
import { trustStatementText } from '../approval/trust-change.ts';
import { keyOf } from '../approval/trust-list.ts';
import { challengeOf } from '../approval/webauthn/challenge.ts';
import { refuse } from '../core/kernel/refusal.ts';
import { glassView } from './break-glass.ts';
import type { ServiceParts } from './parts.ts';
import { policyView } from './policy.ts';
import { refused } from './refused.ts';
import { trustView } from './trusting.ts';

/*
 * What a page asks for that cannot make a statement by itself. A terminal makes its own from what it showed; both are checked in the same
 * way when they come back signed.
 */

/** What to sign for a change of policy as it is proposed at this moment. */
export async function policyToSign(parts: ServiceParts, wish: PolicyWish): Promise<ToSign> {
  const { question, inForce, environment } = await policyView(parts, wish);
  if (question !== null) return toSign(policyStatementText(question, signerOf(parts, wish), wish.reason, now(parts)));
  throw refused(
    inForce === null
      ? refuse('policy-not-adopted', `No policy is in force for ${environment} yet`, 'Deploy: the approval adopts it')
      : refuse('policy-unchanged', 'The adopted policy says the same', 'There is nothing to adopt'),
  );
}

/** What to sign for a change of the trust list that waits. */
export function trustToSign(parts: ServiceParts, { proposal, ...wish }: TrustWish): ToSign {
  const found = trustView(parts).proposals.find(({ id }) => id === proposal);
  if (found !== undefined)
    return toSign(trustStatementText(found.next, signerOf(parts, wish), wish.reason, now(parts)));
  const remedy = 'See what waits: plimsoll approver list';
  throw refused(refuse('no-such-proposal', 'No such change waits for signatures', remedy));
}

/** What to sign to shorten the stage or bake under way. */
export const glassToSign = (parts: ServiceParts, id: string, wish: ConsentWish): ToSign =>
  toSign(glassStatementText(glassView(parts, id).question, signerOf(parts, wish), wish.reason, now(parts)));

const toSign = (statement: string): ToSign => ({ statement, challenge: challengeOf(statement) });
const now = ({ clock }: ServiceParts) => clock.wall();

/** The person and key of a wish; nobody is asked to sign with what could not count. */
function signerOf({ record }: ServiceParts, { approver, credentialId }: ConsentWish) {
  const key = record.trust === null ? undefined : keyOf(record.trust, credentialId);
  if (key !== undefined && key.person === approver && key.revokedAt === null)
    return { person: key.person, keyId: key.id };
  throw refused(refuse('approver-unknown', `${approver} has no such active key`, 'Sign with an enrolled key'));
}

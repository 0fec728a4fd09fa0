import { expect, it } from 'vitest';
import { aVerifiedApproval, NOON } from '../../testing/builders.ts';
import { aSuccessor } from '../../testing/journey.ts';
import type { RollingOut } from '../deployment/state.ts';
import type { Factor } from '../unit/unit.ts';
import { refuseApproval } from './approval.ts';
import type { VerifiedApproval } from './verified-approval.ts';

const { plan, planDigest, opening } = aSuccessor().upTo('rolling-out').world.deployment as RollingOut;

/** The refusal of an approval that was signed so, where the plan takes these factors. */
function code(kind: VerifiedApproval['kind'], factors: readonly Factor[] | undefined) {
  const { factors: _, ...policy } = plan.policy.productionPromotion;
  const productionPromotion = factors === undefined ? policy : { ...policy, factors };
  const governed = { ...plan, demo: true, policy: { ...plan.policy, productionPromotion } };
  const subject = { deploymentId: opening.id, plan: governed, planDigest, servedForReal: false };
  return refuseApproval(subject, aVerifiedApproval(opening.id, planDigest, { kind }), NOON)?.code ?? null;
}

it.each<[VerifiedApproval['kind'], readonly Factor[] | undefined, string | null]>([
  ['webauthn', undefined, null],
  ['ed25519', undefined, null],
  ['webauthn', ['passkey'], null],
  ['ed25519', ['passkey'], 'approval-factor-refused'],
  ['webauthn', ['key'], 'approval-factor-refused'],
  ['ed25519', ['key'], null],
  ['webauthn', ['passkey', 'key'], null],
  // The demo's own is told apart by its mark, and answers where the plan has that too.
  ['demo', ['passkey'], null],
])('%s, where the plan takes %j, is refused with %s', (kind, factors, expected) => {
  expect(code(kind, factors)).toBe(expected);
});

import { describe, expect, it } from 'vitest';
import { aVerifiedApproval, NOON } from '../../testing/builders.ts';
import { aSuccessor } from '../../testing/journey.ts';
import type { RollingOut } from '../deployment/state.ts';
import { refuseWithoutApproval } from './approval.ts';
import { ASSURANCES, type Assurance, isAtLeast, type RequiredAssurance } from './assurance.ts';

const { plan, planDigest, opening } = aSuccessor().upTo('rolling-out').world.deployment as RollingOut;

/** The refusal of approvals of these levels, one person each, where a level is required. */
function code(requireAssurance: RequiredAssurance | undefined, levels: readonly Assurance[], changes = {}) {
  const policy = { ...plan.policy.productionPromotion, approvers: ['group:all'] };
  const productionPromotion = requireAssurance === undefined ? policy : { ...policy, requireAssurance };
  const subject = {
    deploymentId: opening.id,
    plan: { ...plan, policy: { ...plan.policy, productionPromotion } },
    planDigest,
    servedForReal: false,
  };
  const approvals = levels.map((assurance, at) =>
    aVerifiedApproval(opening.id, planDigest, {
      ...{ approver: `person:p${at}`, groups: ['group:all'], assurance },
      ...changes,
    }),
  );
  return refuseWithoutApproval(subject, approvals, NOON)?.code ?? null;
}

describe('what an approval must prove of who gave it', () => {
  it('is A1 where nothing is said, and nothing less', () => {
    expect(code(undefined, ['A1'])).toBeNull();
    expect(code(undefined, ['A0'])).toBe('approval-assurance-too-low');
    expect(code('A1', ['A1'])).toBeNull();
    expect(code('A1', ['A0'])).toBe('approval-assurance-too-low');
  });

  it('is A2 where A2 is required', () => {
    expect(code('A2', ['A1'])).toBe('approval-assurance-too-low');
    expect(code('A2', ['A2'])).toBeNull();
    expect(code('A2', ['A3'])).toBeNull();
  });

  it('A3 takes two persons of A2, or a key whose hardware attests it', () => {
    expect(code('A3', ['A2'])).toBe('approval-missing');
    expect(code('A3', ['A2', 'A2'])).toBeNull();
    expect(code('A3', ['A3'])).toBeNull();
    expect(code('A3', ['A2', 'A1'])).toBe('approval-assurance-too-low');
    expect(code('A3', ['A1', 'A1'])).toBe('approval-assurance-too-low');
  });

  it('two approvals of one person are one person', () => {
    expect(code('A3', ['A2', 'A2'], { approver: 'person:ada' })).toBe('approval-missing');
  });

  it('the levels are in order', () => {
    expect(ASSURANCES.map((level) => ASSURANCES.filter((other) => isAtLeast(level, other)).length)).toEqual([
      1, 2, 3, 4,
    ]);
  });

  it('a word that names no level reaches none, and is reached by none', () => {
    expect(isAtLeast('A9' as Assurance, 'A0')).toBe(false);
    expect(isAtLeast('A3', 'A9' as Assurance)).toBe(false);
  });
});

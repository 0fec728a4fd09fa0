import { describe, expect, it } from 'vitest';
import { firstTrustList, requestEnrolment } from '../../src/approval/enrolment.ts';
import type { Isolation } from '../../src/approval/verify/assurance.ts';
import { recheckApproval, type VerificationContext, verifyApproval } from '../../src/approval/verify.ts';
import type { Deployment } from '../../src/core/deployment/state.ts';
import type { RequiredAssurance } from '../../src/core/guard/assurance.ts';
import type { VerifiedApproval } from '../../src/core/guard/verified-approval.ts';
import { hours, minutes } from '../../src/core/kernel/duration.ts';
import { later } from '../../src/core/kernel/instant.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import { NOON } from '../../src/testing/builders.ts';
import {
  aKey,
  anApprovalWorld,
  aWaitingDeployment,
  CONTROL_PLANE,
  goodBytes,
  must,
  withPlanDigest,
} from './approval-world.ts';

const key = aKey();
const listOf = (custody: 'apart-from-agents' | undefined) => {
  const wish = { controlPlaneId: CONTROL_PLANE, groups: [], environments: null };
  const asked = requestEnrolment(key, custody === undefined ? wish : { ...wish, custody });
  return must(firstTrustList(null, CONTROL_PLANE, asked, NOON));
};
const proven = (changes: Partial<Isolation> = {}): Isolation => ({ account: 'os/1001', provenAt: NOON, ...changes });

function requiring(requireAssurance: RequiredAssurance): Deployment {
  const waiting = aWaitingDeployment();
  if (!('plan' in waiting)) throw new Error('no plan is sealed');
  const productionPromotion = { ...waiting.plan.policy.productionPromotion, requireAssurance };
  const plan = { ...waiting.plan, policy: { ...waiting.plan.policy, productionPromotion } };
  return withPlanDigest({ ...waiting, plan } as Deployment);
}

async function verified(changes: Partial<VerificationContext>): Promise<{ code: string } | VerifiedApproval> {
  const world = anApprovalWorld({ key, trustList: listOf('apart-from-agents'), isolation: proven(), ...changes });
  return verifyApproval(goodBytes(world), world.context);
}
const levelOf = async (changes: Partial<VerificationContext>) => {
  const answer = await verified(changes);
  return 'code' in answer ? answer.code : answer.assurance;
};

describe('the level of an approval', () => {
  it('is A2 with a key that is kept apart, where agents were proven to be kept out', async () => {
    expect(await levelOf({})).toBe('A2');
  });

  it.each<[string, Partial<VerificationContext>]>([
    ['nothing was proven', { isolation: null }],
    ['the proof is older than a day', { isolation: proven({ provenAt: later(NOON, -hours(24) as never) }) }],
    ['the proof is from the future', { isolation: proven({ provenAt: later(NOON, minutes(7)) }) }],
    ['the key lies where agents are', { trustList: listOf(undefined) }],
  ])('is A1 where %s', async (_, changes) => {
    expect(await levelOf(changes)).toBe('A1');
  });

  it('is enforced where the plan requires more', async () => {
    const deployment = requiring('A2');

    expect(await levelOf({ deployment })).toBe('A2');
    expect(await levelOf({ deployment, isolation: null })).toBe('approval-assurance-too-low');
    expect(await levelOf({ deployment: requiring('A3') })).toBe('A2');
    expect(await levelOf({ deployment: requiring('A3'), isolation: null })).toBe('approval-assurance-too-low');
  });

  it('cannot be quoted higher than what was proven of isolation when it was recorded', async () => {
    const trustList = listOf('apart-from-agents');
    const approval = await verified({ trustList });
    if ('code' in approval) throw new Error('not accepted');
    const { planDigest } = approval;
    const context = { controlPlaneId: CONTROL_PLANE, planDigest, demoTrust: null, isDemo: false, trustList };
    const quoted = (isolation: Isolation | null, assurance: VerifiedApproval['assurance']) =>
      recheckApproval({ ...approval, assurance }, { ...context, proven: { isolation, at: NOON } })?.code ?? null;

    expect(quoted(proven(), 'A2')).toBeNull();
    expect(quoted(null, 'A1')).toBeNull();
    expect(quoted(null, 'A2')).toBe('approval-misquoted');
    expect(quoted(proven({ provenAt: later(NOON, -hours(24) as never) }), 'A2')).toBeNull();
    expect(quoted(proven({ provenAt: later(NOON, -hours(25) as never) }), 'A2')).toBe('approval-misquoted');
  });

  it('cannot be quoted higher or lower than the key allows afterwards', async () => {
    const recordedWith = async (trustList: ReturnType<typeof listOf>, assurance: VerifiedApproval['assurance']) => {
      const approval = await verified({ trustList });
      if (isRefusal(approval) || 'code' in approval) throw new Error('not accepted');
      const context = {
        controlPlaneId: CONTROL_PLANE,
        planDigest: approval.planDigest,
        demoTrust: null,
        isDemo: false,
      };
      return recheckApproval({ ...approval, assurance }, { ...context, trustList })?.code ?? null;
    };

    expect(await recordedWith(listOf(undefined), 'A1')).toBeNull();
    expect(await recordedWith(listOf(undefined), 'A2')).toBe('approval-misquoted');
    expect(await recordedWith(listOf('apart-from-agents'), 'A2')).toBeNull();
    expect(await recordedWith(listOf('apart-from-agents'), 'A3')).toBe('approval-misquoted');
    expect(await recordedWith(listOf('apart-from-agents'), 'A0')).toBe('approval-misquoted');
  });
});

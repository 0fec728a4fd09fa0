import { describe, expect, it } from 'vitest';
import { aDigest, anOpenCalendar, anOpening, aRelease, aUnitSpec, NOON } from '../../../testing/builders.ts';
import { aSuccessor, journeyOf } from '../../../testing/journey.ts';
import { given, theEffect } from '../../../testing/story.ts';
import { evolveSlot } from '../../environment/slot.ts';
import { seconds } from '../../kernel/duration.ts';
import { later } from '../../kernel/instant.ts';
import { isRefusal } from '../../kernel/refusal.ts';
import type { Plan } from '../../plan/plan.ts';
import { protectionOf } from '../../plan/policy/protection.ts';
import { ENGINE } from '../../principal/principal.ts';
import type { UnitSpec } from '../../unit/unit.ts';
import type { World } from '../decision.ts';

const { checkpoints } = aUnitSpec();
const withCount = (count: number): UnitSpec =>
  aUnitSpec({ checkpoints: { ...checkpoints, productionPromotion: { ...checkpoints.productionPromotion, count } } });
const first = aRelease('1');
const open = (world: World, spec: UnitSpec, at = later(NOON, seconds(86_400))) =>
  given({ ...world, deployment: null }).when({
    ...{ type: 'OpenDeployment', canBeApproved: true, calendar: anOpenCalendar(at), at, principal: ENGINE },
    opening: anOpening('dep_3', aRelease('3'), { spec, openedAt: at }),
  });
/** The world after somebody adopted a policy while a deployment was under way. */
const adopted = (world: World, spec: UnitSpec): World => {
  const policy = { protection: protectionOf(spec, 'production'), version: 9, by: ['person:ada'], deployment: null };
  const production = evolveSlot(world.production, {
    type: 'PolicyAdopted',
    policy: { ...policy, since: NOON },
    at: NOON,
  });
  return { ...world, production };
};

describe('the policy in force', () => {
  it('is adopted by the approval of the first deployment, and by none that is not approved', () => {
    const asked = journeyOf(anOpening('dep_1', first), first).upTo('awaiting-approval');

    expect(asked.world.production.policy).toBeNull();
    expect(asked.approve().world.production.policy).toMatchObject({
      ...{ version: 1, by: ['person:ada'], deployment: 'dep_1' },
      protection: protectionOf(aUnitSpec(), 'production'),
    });
  });

  it('stays as it is when a deployment says the same', () => {
    const done = aSuccessor().upTo('rolling-out');

    expect(done.world.production.policy).toMatchObject({ version: 1, deployment: 'dep_1' });
  });

  it('lets nothing begin that weakens it, and says what to do', () => {
    const { world } = journeyOf(anOpening('dep_1', first, { spec: withCount(1) }), first).upTo('completed');

    open(adopted(world, withCount(2)), withCount(1)).thenRefused('policy-weakened');
    open(adopted(world, withCount(2)), withCount(2)).then('DeploymentOpened');
  });

  it('is tightened by the approval of a stricter one', () => {
    const { world } = journeyOf(anOpening('dep_1', first), first).upTo('completed');
    const stricter = aUnitSpec({ rollback: { ...aUnitSpec().rollback, healthTimeout: seconds(30) } });
    const opened = open(world, stricter).then('DeploymentOpened');

    expect(opened.production.policy?.version).toBe(1);
    const release = aRelease('3', stricter);
    const opening = anOpening('dep_3', release, { spec: stricter });
    const done = journeyOf(opening, release, world, later(NOON, seconds(86_400))).upTo('rolling-out');
    expect(done.world.production.policy).toMatchObject({ version: 2, deployment: 'dep_3' });
  });

  it('stands beside the plan when it is sealed, with what an approval would change', () => {
    const looser = aUnitSpec({ rollback: { ...aUnitSpec().rollback, healthTimeout: seconds(90) } });
    const begun = aSuccessor().step();
    const { plan } = aSuccessor().step().step().world.deployment as { plan: Plan };
    const effect = theEffect(begun.world, 'seal-plan').id;
    const { decision } = begun.in(adopted(begun.world, looser)).when({
      ...{
        type: 'RecordSealed',
        effect,
        plan,
        planDigest: aDigest('a'),
        rollbackRelease: first,
        ancestry: 'descendant',
      },
    });

    expect(!isRefusal(decision) && decision.deployment[0]).toMatchObject({
      type: 'PlanSealed',
      policy: {
        inForce: { version: 9, by: ['person:ada'] },
        changes: [{ path: 'rollback.health_timeout', before: '1m30s', after: '1m', direction: 'tightens' }],
      },
    });
  });

  it('that was tightened meanwhile refuses the approval of a plan that it would not let begin', () => {
    const asked = aSuccessor().upTo('awaiting-approval');
    const stricter = asked.in(adopted(asked.world, withCount(2)));

    expect(() => stricter.approve()).toThrow('policy-weakened');
  });

  it('that was tightened meanwhile voids the approvals of what waits, and says which rule', () => {
    const approved = aSuccessor().upTo('awaiting-approval').approve();
    const { decision } = approved.in(adopted(approved.world, withCount(2))).when({ type: 'Tick' });

    expect(!isRefusal(decision) && decision.deployment).toMatchObject([
      {
        type: 'ApprovalsVoided',
        changed: [{ path: 'checkpoints.production_promotion.count', planned: '1', now: '2' }],
      },
    ]);
  });

  it('that was tightened meanwhile stops a plan when it is sealed, before anything is changed', () => {
    const begun = aSuccessor().step();
    const stopped = begun.in(adopted(begun.world, withCount(2))).step();

    expect(stopped.world.deployment).toMatchObject({
      phase: 'packaging-failed',
      refused: { code: 'policy-weakened', differences: [] },
    });
  });

  it('is not adopted by an approval whose plan is sent back at once', () => {
    const first = aRelease('1');
    const asked = journeyOf(anOpening('dep_1', first), first).upTo('awaiting-approval');
    const stable = { release: aRelease('7'), deployment: 'dep_7' as never, since: NOON };
    const changed = asked.in({ ...asked.world, production: { ...asked.world.production, stable } }).approve();

    expect(changed.world.deployment?.phase).toBe('packaging');
    expect(changed.world.production.policy).toBeNull();
  });
});

describe('a deployment that must come to a plan', () => {
  const plan = () => {
    const sealed = aSuccessor().step().step().world.deployment;
    if (sealed === null || !('plan' in sealed)) throw new Error('not sealed');
    return sealed.plan;
  };

  it('goes on when it comes to just that', () => {
    const here = aSuccessor({ expected: { digest: aDigest('a'), plan: plan() } })
      .step()
      .step();

    expect(here.world.deployment?.phase).toBe('deploying-to-staging');
  });

  it('stops before anything is changed when it comes to another, and says which fields', () => {
    const artifacts = [{ ...plan().release.artifacts[0], digest: aDigest('7') }];
    const other = { ...plan(), release: { ...plan().release, artifacts } };
    const here = aSuccessor({ expected: { digest: aDigest('b'), plan: other } })
      .step()
      .step();

    expect(here.world.deployment).toMatchObject({
      phase: 'packaging-failed',
      problem: expect.stringContaining('release.artifacts[0].digest'),
      refused: {
        code: 'plan-differs',
        differences: [{ path: 'release.artifacts[0].digest', planned: aDigest('7'), now: aDigest('2') }],
      },
    });
    expect(here.world.staging).toMatchObject({ holder: null, queue: [] });
  });

  it('stops also where only the digest is known', () => {
    const here = aSuccessor({ expected: { digest: aDigest('b'), plan: null } })
      .step()
      .step();

    expect(here.world.deployment).toMatchObject({ phase: 'packaging-failed', refused: { code: 'plan-differs' } });
  });

  it('stops when it was sent back because what serves changed: the new plan is another', () => {
    const approved = aSuccessor({ expected: { digest: aDigest('a'), plan: plan() } })
      .upTo('awaiting-approval')
      .approve();
    const stable = { release: aRelease('7'), deployment: 'dep_7' as never, since: NOON };
    const moved = approved.in({ ...approved.world, production: { ...approved.world.production, stable } });
    const { decision } = moved.when({ type: 'Tick' });

    const returned = !isRefusal(decision) && decision.deployment[0];
    expect(returned).toMatchObject({ type: 'DeploymentReturned' });
    expect(returned && 'changed' in returned && returned.changed?.map(({ path }) => path)).toEqual([
      'rollbackTarget.artifactDigests[0]',
      'rollbackTarget.commit',
      'rollbackTarget.releaseId',
      'rollbackTarget.version',
    ]);
  });
});

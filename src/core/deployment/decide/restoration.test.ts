import { describe, expect, it } from 'vitest';
import { ADA, aDigest, anOpenCalendar, aRelease, aVerifiedApproval, BUILDER, NOON } from '../../../testing/builders.ts';
import { aSuccessor } from '../../../testing/journey.ts';
import { given, theEffect } from '../../../testing/story.ts';
import type { Slot } from '../../environment/slot.ts';
import { minutes } from '../../kernel/duration.ts';
import type { DeploymentId } from '../../kernel/id.ts';
import { NONE } from '../../kernel/weight.ts';
import { planOf } from '../../plan/seal.ts';
import { ENGINE } from '../../principal/principal.ts';
import type { Command } from '../command.ts';
import type { World } from '../decision.ts';

type Asked = Extract<Command, { type: 'OpenRestoration' }>;

const brought = aSuccessor().upTo('awaiting-approval').world;
const { deployment } = brought;
if (deployment?.phase !== 'awaiting-approval' || brought.production.stable === null) throw new Error('no successor');
const { opening: before, evidence, certificate, release, plan: sealed } = deployment;
const earlier = brought.production.stable;
const OLDER = { ...earlier, release: aRelease('7', before.spec) };

/** Release 2 serves; release 1 and an older one are kept. */
const production: Slot = {
  ...brought.production,
  stable: { release, deployment: before.id, since: NOON },
  earlier: [earlier, OLDER],
};
const world: World = { ...brought, deployment: null, production };

const opening = { ...before, id: 'dep_9' as DeploymentId, kind: 'restoration' as const, reason: 'it leaks memory' };
const restore = (changes: Partial<Asked> = {}, to = earlier): Asked => ({
  type: 'OpenRestoration',
  ...{ opening, calendar: anOpenCalendar(), plan: planOf(opening, release, to), planDigest: aDigest('8') },
  ...{ rollbackRelease: to.release, evidence, certificate, approvals: [], isStored: true, crossed: [sealed] },
  ...{ at: NOON, principal: ADA },
  ...changes,
});
const going = () => given(world).when(restore()).then('RestorationOpened');
const traffic = { kind: 'split', candidate: NONE } as const;
const seen = (of: World, kind: Parameters<typeof theEffect>[1], said: object): Command =>
  ({ ...said, effect: theEffect(of, kind).id, at: NOON, principal: ENGINE }) as Command;

function upToRetire(): World {
  const begun = going();
  const up = given(begun)
    .when(seen(begun, 'restore-stable', { type: 'RecordStableRestored' }))
    .then('StableRestored');
  const back = given(up)
    .when(seen(up, 'return-traffic', { type: 'RecordTrafficShift', traffic }))
    .then('TrafficReturned');
  return given(back)
    .when(seen(back, 'verify-stable', { type: 'RecordStableVerified', findings: [] }))
    .then('StableVerified');
}
const retired = (of: World): World =>
  given(of)
    .when(seen(of, 'retire-candidate', { type: 'RecordCandidateRetired' }))
    .then('RolledBack');

describe('a restoration after completion', () => {
  it('takes the slot and brings the earlier release up before any traffic goes there', () => {
    const restoring = going();

    expect(restoring.production.holder).toBe('dep_9');
    expect(restoring.deployment).toMatchObject({
      phase: 'rolling-back',
      step: 'restore',
      cause: { text: 'it leaks memory' },
    });
    expect(theEffect(restoring, 'restore-stable').release.id).toBe(earlier.release.id);
  });

  it('then sends the traffic there, verifies it, and ends what served', () => {
    const verified = upToRetire();
    expect(theEffect(verified, 'retire-candidate').release.id).toBe(release.id);

    const done = retired(verified);

    expect(done.deployment?.phase).toBe('rolled-back');
    expect(done.production).toMatchObject({
      stable: { release: { id: earlier.release.id }, deployment: 'dep_9' },
      holder: null,
      hold: { deployment: 'dep_9', barred: release.artifacts.map((one) => one.digest) },
    });
    expect(done.production.earlier).toEqual([OLDER]);
  });

  it('keeps the environment on hold until a person names the root cause, like every way back (R10)', () => {
    const signed = { checkpoint: 'after-rollback', decision: 'resolve', reason: 'a leak in the cache' } as const;
    const approval = aVerifiedApproval('dep_9', aDigest('8'), signed);

    const closed = given(retired(upToRetire()))
      .when({ type: 'CloseDeployment', approval, at: NOON, principal: ADA })
      .then('DeploymentClosed');

    expect(closed.deployment?.phase).toBe('closed');
    expect(closed.production.hold).toBeNull();
  });

  it('tries to bring it up again while it does not come up, and never sends traffic to what is not there', () => {
    const failed = { type: 'RecordEffectFailed', problem: 'no port', retryable: true };
    const once = given(going())
      .when(seen(going(), 'restore-stable', failed))
      .then('RollbackStepFailed');

    expect(theEffect(once, 'restore-stable').notBefore).not.toBeNull();
  });

  it('needs no approval, and begins inside a window and on an environment that is held (R6)', () => {
    const freeze = { name: 'freeze', from: NOON, to: (NOON + minutes(60)) as typeof NOON };
    const personHold = { by: BUILDER, reason: 'x', since: NOON };
    const held = { ...world, production: { ...production, personHold } };

    given(held)
      .when(restore({ calendar: { ...anOpenCalendar(), intervals: [freeze] } }))
      .then('RestorationOpened');
  });

  it.each<[string, Partial<Slot>, Partial<Asked>, string]>([
    ['nothing serves', { stable: null }, {}, 'nothing-to-restore'],
    ['another deployment holds the environment', { holder: 'dep_5' as DeploymentId }, {}, 'environment-busy'],
    ['the release was never kept', { earlier: [OLDER] }, {}, 'release-not-kept'],
    ['it serves already', { stable: earlier }, {}, 'serves-already'],
    ['its artifacts are gone', {}, { isStored: false }, 'artifacts-gone'],
    ['the plan is of something else', {}, { plan: { ...sealed, demo: !sealed.demo } }, 'plan-not-current'],
    [
      'a blocking migration lies between',
      {},
      { crossed: [{ migrations: 'blocking' }] },
      'rollback-across-blocking-migration',
    ],
  ])('is refused when %s', (_, slot, changes, code) => {
    given({ ...world, production: { ...production, ...slot } })
      .when(restore(changes))
      .thenRefused(code);
  });

  it('crosses one blocking migration with its rehearsed way back, and not two', () => {
    const downStep = { run: 'npm run migrate:down', timeout: minutes(5), junit: null };
    const blocking = { migrations: 'blocking', downStep } as const;

    given(world)
      .when(restore({ crossed: [blocking] }))
      .then('RestorationOpened');
    given(world)
      .when(restore({ crossed: [blocking, blocking] }))
      .thenRefused('rollback-across-blocking-migration');
  });

  it('is done by an agent only to the recorded rollback target', () => {
    given(world)
      .when(restore({ principal: BUILDER }))
      .then('RestorationOpened');
    given(world)
      .when(restore({ principal: BUILDER }, OLDER))
      .thenRefused('agent-only-to-rollback-target');
    given(world).when(restore({}, OLDER)).then('RestorationOpened');
  });
});

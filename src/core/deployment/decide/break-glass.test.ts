import { describe, expect, it } from 'vitest';
import { ADA, anOpenCalendar, aUnitSpec, aVerdict } from '../../../testing/builders.ts';
import { aSuccessor, type Journey } from '../../../testing/journey.ts';
import { theEffect } from '../../../testing/story.ts';
import type { GlassSignature } from '../../guard/glass-signature.ts';
import { hours, minutes, seconds } from '../../kernel/duration.ts';
import { type Instant, later } from '../../kernel/instant.ts';
import type { CheckpointPolicy } from '../../unit/unit.ts';
import type { Verdict, VerdictState } from '../../verdict/verdict.ts';
import { nextWakeAt } from '../next-wake.ts';
import type { RollingOut } from '../state.ts';

const spec = (() => {
  const unit = aUnitSpec();
  const productionPromotion = {
    ...unit.checkpoints.productionPromotion,
    approvers: ['person:ada', 'person:bob', 'person:cy'],
  };
  return { ...unit, checkpoints: { ...unit.checkpoints, productionPromotion } };
})();

/** `dep_2` with its first 5 % confirmed by the router, for ten minutes by the plan. */
function atFirstStage(calendar = anOpenCalendar()): Journey {
  let here = aSuccessor({ spec }, calendar).upTo('rolling-out');
  here = here.say({ type: 'RecordPrepared', effect: theEffect(here.world, 'prepare-candidate').id, instances: 2 });
  const result = {
    ...{ kind: 'smoke', passed: true, problem: null, exitCode: 0, suites: [], took: seconds(1), logTail: [] },
    digest: 'x',
  };
  here = here.say({
    type: 'RecordCheckResult',
    effect: theEffect(here.world, 'run-check').id,
    result: result as never,
  });
  const shift = theEffect(here.world, 'shift-traffic');
  return here.say({ type: 'RecordTrafficShift', effect: shift.id, traffic: shift.traffic });
}
const stageOf = (here: Journey) => (here.world.deployment as RollingOut).stage;

const says = (here: Journey, state: VerdictState, changes: Partial<Verdict> = {}) =>
  ({
    ...({ type: 'RecordVerdict', phase: 'rolling-out', stageIndex: 0 } as const),
    verdict: { ...aVerdict(state, later(here.at, seconds(1))), ...changes },
  }) as const;
/** Everything is proven, and only the time is not over. */
const proven = (here: Journey) => says(here, 'collecting', { reason: 'min-duration' });

const breaks = (here: Journey, name = 'ada', changes: Partial<GlassSignature> = {}, since?: Instant) => ({
  ...({ type: 'BreakGlass', stageIndex: 0 } as const),
  since: since ?? (stageOf(here).since as Instant),
  signature: {
    ...({ approver: `person:${name}`, groups: [], kind: 'ed25519', assurance: 'A1' } as const),
    ...{ credentialId: `key-${name}`, reason: 'the old version loses orders', bundle: {} },
    ...changes,
  },
  principal: ADA,
});

/** Asked for and written by Ada, under a plan that has this. */
function byPlan(here: Journey, changes: Partial<CheckpointPolicy>): Journey {
  const deployment = askedByAda(here);
  const { plan } = deployment;
  const productionPromotion = { ...plan.policy.productionPromotion, ...changes };
  const governed = { ...plan, policy: { ...plan.policy, productionPromotion } };
  return here.in({ ...here.world, deployment: { ...deployment, plan: governed } });
}

/** The same under a policy that was adopted since. */
function byPolicy(here: Journey, changes: Partial<CheckpointPolicy>): Journey {
  const { production } = here.world;
  const { policy } = production;
  if (policy === null) throw new Error('no policy is in force');
  const { checkpoints } = policy.protection;
  const productionPromotion = { ...checkpoints.productionPromotion, ...changes };
  const protection = { ...policy.protection, checkpoints: { ...checkpoints, productionPromotion } };
  const governed = { ...production, policy: { ...policy, protection } };
  return here.in({ ...here.world, deployment: askedByAda(here), production: governed });
}

function askedByAda(here: Journey): RollingOut {
  const deployment = here.world.deployment as RollingOut;
  const opening = { ...deployment.opening, requester: ADA, authors: ['Ada <ada@example.org>'] };
  return { ...deployment, opening };
}

describe('breaking the glass of a stage', () => {
  const good = () => {
    const here = atFirstStage().wait(minutes(1));
    return here.say(proven(here));
  };

  it('by two approvers goes on at once, when everything in it is proven', () => {
    const here = good();
    const one = here.say(breaks(here));

    one.when(breaks(one, 'bob')).then('GlassBroken', 'StageAdvanced');
  });

  it('by one approver goes on after ten minutes, and is waited for by the clock', () => {
    // The stage lasts ten minutes itself: the notice begins in its first.
    const here = good();
    const one = here.say(breaks(here));
    const deployment = one.world.deployment as RollingOut;
    const at = later(one.at, minutes(10));

    expect(deployment.stage.glass).toMatchObject({ effectiveAt: at, signatures: [{ approver: 'person:ada' }] });
    expect([one.at, at].map((now) => nextWakeAt(deployment, now))).toEqual([at, at]);
    one.wait(minutes(9)).when({ type: 'Tick' }).then();
    one.wait(minutes(10)).when({ type: 'Tick' }).then('StageAdvanced');
  });

  it('is one person’s, however often that one signs', () => {
    const here = good();
    const one = here.say(breaks(here));

    one.when(breaks(one)).thenRefused('break-glass-signed-before');
  });

  it.each([
    ['nothing is proven yet', (here: Journey) => says(here, 'collecting')],
    ['the judge holds', (here: Journey) => says(here, 'hold')],
    ['the judge has said nothing', null],
  ] as const)('shortens nothing while %s', (_, verdict) => {
    let here = atFirstStage().wait(minutes(1));
    if (verdict !== null) here = here.say(verdict(here));
    const one = here.say(breaks(here));
    const two = one.say(breaks(one, 'bob'));

    expect(stageOf(two).index).toBe(0);
    expect(stageOf(two.wait(minutes(30)).say({ type: 'Tick' })).index).toBe(0);
  });

  it('goes on as soon as the rest is proven', () => {
    const here = atFirstStage().wait(minutes(1));
    const one = here.say(breaks(here));
    const two = one.say(breaks(one, 'bob'));

    two.when(proven(two)).then('VerdictRecorded', 'StageAdvanced');
  });

  it('lifts no hold: anybody may stop it in the time of the notice', () => {
    const here = good();
    const held = here.say(breaks(here)).say({ type: 'HoldDeployment', reason: 'wait' });

    held.wait(minutes(10)).when({ type: 'Tick' }).then();
    held.when(breaks(held, 'bob')).then('GlassBroken');
  });

  it('R3: nothing goes on in a window', () => {
    const calendar = anOpenCalendar();
    const here = atFirstStage(calendar).wait(minutes(1));
    const closed = {
      ...calendar,
      intervals: [{ name: 'freeze', from: here.at, to: later(here.at, hours(4)) }] as never,
    };
    const inside = here.say(proven(here));
    const deployment = { ...(inside.world.deployment as RollingOut), calendar: closed };
    const shut = inside.in({ ...inside.world, deployment });
    const one = shut.say(breaks(shut));

    expect(stageOf(one.say(breaks(one, 'bob')))).toMatchObject({ index: 0 });
  });

  it('R7: a bad end is no end: what fails goes back', () => {
    const here = atFirstStage().wait(minutes(1));
    const one = here.say(breaks(here));
    const two = one.say(breaks(one, 'bob'));

    two.when(says(two, 'fail')).then('VerdictRecorded', 'RollbackStarted');
  });

  it('is for the stage that was shown: it ends with it', () => {
    const here = good();
    const one = here.say(breaks(here));
    const next = one.say(breaks(one, 'bob'));

    expect(stageOf(next)).toMatchObject({ index: 1 });
    expect(stageOf(next).glass).toBeUndefined();
    here.when(breaks(here, 'ada', {}, later(here.at, seconds(1)))).thenRefused('break-glass-not-as-shown');
    here.when({ ...breaks(here), stageIndex: 1 }).thenRefused('break-glass-not-as-shown');
    next.when(breaks(here)).thenRefused('nothing-to-shorten');
  });

  it.each<[string, Partial<GlassSignature>, string]>([
    ['nobody whom the plan names', { approver: 'person:eve' }, 'approver-not-named'],
    ['no person', { approver: 'agent:builder' }, 'approval-not-by-a-person'],
    ['the demo approver', { kind: 'demo', assurance: 'A0' }, 'demo-approver-refused'],
    ['a signature that proves nothing', { assurance: 'A0' }, 'approval-assurance-too-low'],
    ['somebody without a reason', { reason: '  ' }, 'reason-missing'],
  ])('is refused by %s', (_, changes, code) => {
    const here = good();

    here.when(breaks(here, 'ada', changes)).thenRefused(code);
    here.when(breaks(here)).then('GlassBroken');
  });

  describe.each<['the plan' | 'the policy in force', (here: Journey, changes: Partial<CheckpointPolicy>) => Journey]>([
    ['the plan', byPlan],
    ['the policy in force', byPolicy],
  ])('by %s', (_, governed) => {
    it.each<[string, Partial<CheckpointPolicy>, Partial<GlassSignature>, string]>([
      ['a factor that is not taken', { factors: ['passkey'] }, {}, 'approval-factor-refused'],
      ['too low a level', { requireAssurance: 'A2' }, {}, 'approval-assurance-too-low'],
      ['whoever asked', { separateFrom: ['requester'] }, {}, 'approval-not-separate'],
      ['whoever wrote it', { separateFrom: ['author'] }, {}, 'approval-not-separate'],
    ])('is refused by %s, and taken from another', (_how, policy, changes, code) => {
      const here = governed(good(), policy);
      const fit = { kind: 'webauthn', assurance: 'A2' } as const;

      here.when(breaks(here, 'ada', changes)).thenRefused(code);
      // What was approved before may count for less now, and hold the weight; that is another rule.
      expect(stageOf(here.say(breaks(here, 'bob', fit))).glass?.signatures).toHaveLength(1);
    });
  });

  it('is taken from whoever the policy in force names, though the plan does not', () => {
    const here = byPolicy(good(), { approvers: ['person:dan'] });

    expect(stageOf(here.say(breaks(here, 'dan'))).glass?.signatures).toHaveLength(1);
    good().when(breaks(good(), 'dan')).thenRefused('approver-not-named');
  });

  it('a clock that jumps cuts no notice short', () => {
    const here = good();
    const one = here.say(breaks(here));
    const before = stageOf(one).glass?.effectiveAt as Instant;

    const jumped = one.say({ type: 'RecordClockJump', by: minutes(30), cause: 'jump' });

    expect(stageOf(jumped).glass?.effectiveAt).toBe(later(before, minutes(30)));
  });
});

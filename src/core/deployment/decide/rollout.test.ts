import { describe, expect, it } from 'vitest';
import { aFailedCheck, aPassedCheck, aVerdict, BUILDER } from '../../../testing/builders.ts';
import { aSuccessor, GOOD_HEALTH, type Journey } from '../../../testing/journey.ts';
import { theEffect } from '../../../testing/story.ts';
import { minutes, seconds } from '../../kernel/duration.ts';
import type { EffectId } from '../../kernel/id.ts';
import { later } from '../../kernel/instant.ts';
import { NONE, type Weight } from '../../kernel/weight.ts';
import { effects } from '../effects.ts';
import type { Deployment } from '../state.ts';

const prepared = (): Journey => {
  const here = aSuccessor().upTo('rolling-out');
  return here.say({ type: 'RecordPrepared', effect: theEffect(here.world, 'prepare-candidate').id, instances: 2 });
};
const smoked = (): Journey => {
  const here = prepared();
  return here.say({ type: 'RecordCheckResult', effect: theEffect(here.world, 'run-check').id, result: aPassedCheck() });
};
const shifted = (): Journey => {
  const here = smoked();
  const shift = theEffect(here.world, 'shift-traffic');
  return here.say({ type: 'RecordTrafficShift', effect: shift.id, traffic: shift.traffic });
};
const kinds = (deployment: Deployment | null) =>
  deployment === null ? [] : effects(deployment).map(({ kind }) => kind);

describe('the steps of a stage', () => {
  it('the candidate is smoke-tested before it gets traffic; a failed smoke rolls back', () => {
    const here = prepared();
    const { id } = theEffect(here.world, 'run-check');

    expect(kinds(here.world.deployment)).toEqual(['watch', 'run-check']);
    here.when({ type: 'RecordCheckResult', effect: id, result: aFailedCheck() }).then('RollbackStarted');
    here.when({ type: 'RecordCheckResult', effect: id, result: aPassedCheck() }).then('CandidateSmoked');
  });

  it('a stage begins when the router itself shows its weight; another weight is a failed try', () => {
    const here = smoked();
    const { id, traffic } = theEffect(here.world, 'shift-traffic');

    const world = here
      .when({ type: 'RecordTrafficShift', effect: id, traffic: { kind: 'split', candidate: 10 as Weight } })
      .then('EffectFailed');
    expect(world.deployment).toMatchObject({ step: 'shift', stage: { since: null }, attempt: { n: 2 } });
    here.when({ type: 'RecordTrafficShift', effect: id, traffic }).then('TrafficShifted');
  });

  it('a late result changes nothing, and one that belongs to another effect neither', () => {
    const here = smoked();
    const { id } = theEffect(here.world, 'shift-traffic');

    here
      .when({ type: 'RecordPrepared', effect: 'dep_2/rolling-out/prepare/1' as EffectId, instances: 2 })
      .thenRefused('effect-not-outstanding');
    here.when({ type: 'RecordSettled', effect: id }).thenRefused('effect-not-outstanding');
  });

  it('the last stage is followed by the bake at once', () => {
    expect(aSuccessor().upTo('baking').world.deployment).toMatchObject({
      signal: 'PRODUCTION_DEPLOYED',
      step: 'watch',
      smoke: 'due',
    });
  });

  it('settling makes the candidate stable and keeps the old release as a rollback target', () => {
    const { world } = aSuccessor().upTo('completed');

    expect(world.deployment).toMatchObject({ signal: 'DEPLOYMENT_COMPLETE' });
    expect(world.production).toMatchObject({
      holder: null,
      stable: { release: { id: 'rel_2' } },
      earlier: [{ release: { id: 'rel_1' } }],
    });
  });
});

describe('what the watch reports', () => {
  it('is for the stage under way only', () => {
    const here = shifted();
    const verdict = aVerdict('fail', here.at);

    here
      .when({ type: 'RecordVerdict', phase: 'rolling-out', stageIndex: 1, verdict })
      .thenRefused('verdict-for-another-stage');
    here
      .when({ type: 'RecordVerdict', phase: 'baking', stageIndex: 0, verdict })
      .thenRefused('verdict-for-another-stage');
    here
      .when({ type: 'RecordVerdict', phase: 'rolling-out', stageIndex: 0, verdict })
      .then('VerdictRecorded', 'RollbackStarted');
  });

  it('comes from the engine alone', () => {
    const here = shifted();
    const verdict = aVerdict('fail', here.at);

    here
      .when({ type: 'RecordVerdict', phase: 'rolling-out', stageIndex: 0, verdict, principal: BUILDER })
      .thenRefused('not-an-observer');
    here.when({ type: 'RecordHealth', health: GOOD_HEALTH, principal: BUILDER }).thenRefused('not-an-observer');
    here.when({ type: 'RecordHealth', health: GOOD_HEALTH }).then('HealthChanged');
  });

  it('no health is watched before production', () => {
    aSuccessor().when({ type: 'RecordHealth', health: GOOD_HEALTH }).thenRefused('nothing-watched');
  });

  it('a watch that fails is no try of the step beside it', () => {
    const here = shifted();
    const { id } = theEffect(here.world, 'watch');

    here.when({ type: 'RecordEffectFailed', effect: id, problem: 'no answer', retryable: false }).then();
  });
});

describe('a refusal of the guard', () => {
  const refused = (here: Journey) =>
    ({
      type: 'RecordGuardRefusal',
      effect: theEffect(here.world, 'shift-traffic').id,
      code: 'evidence-stale',
      message: 'too old',
    }) as const;

  it('holds the step and tries it again a while later', () => {
    const here = smoked();
    const held = here.in(here.when(refused(here)).then('HoldPlaced'));

    expect(kinds(held.world.deployment)).toEqual(['watch']);
    held.wait(seconds(8)).when({ type: 'Tick' }).then();
    expect(kinds(held.wait(seconds(10)).when({ type: 'Tick' }).then('HoldLifted').deployment)).toEqual([
      'watch',
      'shift-traffic',
    ]);
  });

  it('answers forward effects only', () => {
    const here = shifted();

    here
      .when({ ...refused(smoked()), effect: theEffect(here.world, 'watch').id })
      .thenRefused('effect-not-outstanding');
  });
});

describe('the clock', () => {
  const passes = (here: Journey) =>
    ({
      type: 'RecordVerdict',
      phase: 'rolling-out',
      stageIndex: 0,
      verdict: aVerdict('pass', later(here.at, seconds(1))),
    }) as const;

  it('a restart does not shorten a stage: time away is not time watched', () => {
    const here = shifted().wait(minutes(9));
    const back = here.wait(minutes(5)).say({ type: 'RecordClockJump', by: minutes(5), cause: 'restart' });

    back.when(passes(back)).then();
    const later = back.wait(minutes(1));
    later.when(passes(later)).then('VerdictRecorded', 'StageAdvanced');
  });

  it('a jump ahead does not shorten a stage, and one back does not lengthen it', () => {
    const ahead = shifted()
      .wait(minutes(5))
      .wait(minutes(60))
      .say({ type: 'RecordClockJump', by: minutes(60), cause: 'jump' });
    ahead.when(passes(ahead)).then();

    const back = shifted()
      .wait(minutes(10))
      .wait(-minutes(60))
      .say({ type: 'RecordClockJump', by: -minutes(60) as never, cause: 'jump' });
    expect(back.when(passes(back)).then('VerdictRecorded', 'HoldLifted', 'StageAdvanced').deployment).toMatchObject({
      stage: { index: 1 },
    });
  });

  it('a jump of more than a minute holds until something was measured after it', () => {
    const here = shifted();
    const held = here.in(
      here
        .wait(minutes(2))
        .when({ type: 'RecordClockJump', by: minutes(2), cause: 'jump' })
        .then('ClockJumped', 'HoldPlaced'),
    );
    const seen = (reason: 'clock-jump' | 'insufficient', at = later(held.at, minutes(3))) =>
      ({
        type: 'RecordVerdict',
        phase: 'rolling-out',
        stageIndex: 0,
        verdict: { ...aVerdict('collecting', at), reason },
      }) as const;

    here.when({ type: 'RecordClockJump', by: seconds(60), cause: 'jump' }).then('ClockJumped');
    held.when(seen('clock-jump')).then('VerdictRecorded');
    held.when(seen('insufficient', here.at)).then('VerdictRecorded');
    held.when(seen('insufficient')).then('VerdictRecorded', 'HoldLifted');
  });

  it('does not matter where nothing is timed', () => {
    aSuccessor()
      .when({ type: 'RecordClockJump', by: minutes(5), cause: 'jump' })
      .then();
  });
});

it('a router that shows no traffic for the candidate at the first stage is not believed', () => {
  const here = smoked();
  const { id } = theEffect(here.world, 'shift-traffic');

  here
    .when({ type: 'RecordTrafficShift', effect: id, traffic: { kind: 'split', candidate: NONE } })
    .then('EffectFailed');
});

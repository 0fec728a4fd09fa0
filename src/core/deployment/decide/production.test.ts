import { describe, expect, it } from 'vitest';
import { ADA, anOpenCalendar, aUnitSpec, aVerdict, BUILDER, NOON } from '../../../testing/builders.ts';
import { aSuccessor, GOOD_HEALTH, type Journey } from '../../../testing/journey.ts';
import { theEffect } from '../../../testing/story.ts';
import { hours, minutes, seconds } from '../../kernel/duration.ts';
import { type Instant, later } from '../../kernel/instant.ts';
import type { Verdict, VerdictState } from '../../verdict/verdict.ts';
import { effects } from '../effects.ts';
import type { Deployment, RollingOut } from '../state.ts';

/** `dep_2` with its first 5 % confirmed by the router. */
function atFirstStage(spec = aUnitSpec(), calendar = anOpenCalendar()): Journey {
  let here = aSuccessor({ spec }, calendar).upTo('rolling-out');
  here = here.say({ type: 'RecordPrepared', effect: theEffect(here.world, 'prepare-candidate').id, instances: 2 });
  const result = {
    kind: 'smoke',
    passed: true,
    problem: null,
    exitCode: 0,
    suites: [],
    took: seconds(1),
    logTail: [],
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

const says = (here: Journey, state: VerdictState, changes: Partial<Verdict> = {}) =>
  ({
    type: 'RecordVerdict',
    phase: 'rolling-out',
    stageIndex: 0,
    verdict: { ...aVerdict(state, later(here.at, seconds(1))), ...changes },
  }) as const;
const kinds = (deployment: Deployment | null) =>
  deployment === null ? [] : effects(deployment).map(({ kind }) => kind);
const holds = (deployment: Deployment | null) => (deployment as RollingOut).holds.map(({ reason }) => reason);

describe('R7: only a pass at the end of a stage is an advance', () => {
  it('advances when the judge passes it and nothing holds', () => {
    const here = atFirstStage().wait(minutes(10));

    expect(here.when(says(here, 'pass')).then('VerdictRecorded', 'StageAdvanced').deployment).toMatchObject({
      stage: { index: 1, since: null },
    });
  });

  it.each(['collecting', 'hold', 'ambiguous'] as const)('%s is no advance', (state) => {
    const here = atFirstStage().wait(minutes(30));

    const { decision } = here.when(says(here, state));

    expect(JSON.stringify(decision)).not.toContain('StageAdvanced');
  });

  it('time alone is no advance', () => {
    atFirstStage().wait(minutes(30)).when({ type: 'Tick' }).then();
  });

  it('a pass from before the end of the stage is not kept, so that time makes no advance of it', () => {
    const here = atFirstStage();
    const early = here.in(here.when(says(here, 'pass')).then());

    early.wait(minutes(10)).when({ type: 'Tick' }).then();
    const late = early.wait(minutes(10));
    late.when(says(late, 'pass', { at: here.at })).then();
  });

  it('a pass that was said while something held is stale when the hold is lifted', () => {
    const here = atFirstStage().say({ type: 'HoldDeployment', reason: 'wait', principal: ADA }).wait(minutes(10));
    const passed = here.in(here.when(says(here, 'pass')).then('VerdictRecorded'));

    passed.when({ type: 'ResumeDeployment', reason: 'go', principal: ADA }).then('HoldLifted');
    const resumed = passed.say({ type: 'ResumeDeployment', reason: 'go', principal: ADA });
    resumed.when(says(resumed, 'pass')).then('VerdictRecorded', 'StageAdvanced');
  });

  it('the judge’s hold stands until the judge has spoken again, also over a restart', () => {
    const here = atFirstStage();
    const held = here.in(here.when(says(here, 'hold')).then('VerdictRecorded', 'HoldPlaced'));
    const restarted = held.in(
      held.when({ type: 'RecordClockJump', by: seconds(30), cause: 'restart' }).then('ClockJumped'),
    );

    expect(holds(restarted.world.deployment)).toEqual(['judge']);
    restarted.when(says(restarted, 'collecting')).then('VerdictRecorded', 'HoldLifted');
  });
});

describe('a failed verdict', () => {
  it('rolls back at once, even while a person holds', () => {
    const here = atFirstStage().say({ type: 'HoldDeployment', reason: 'wait', principal: ADA });

    expect(here.when(says(here, 'fail')).then('VerdictRecorded', 'RollbackStarted').deployment).toMatchObject({
      phase: 'rolling-back',
      cause: { kind: 'gate' },
    });
  });

  it('an ambiguous one stops for a person, once, and rolls back when nobody answers', () => {
    const here = atFirstStage();
    const asked = here.in(here.when(says(here, 'ambiguous')).then('VerdictRecorded', 'CheckpointOpened'));

    asked.when(says(asked, 'ambiguous')).then('VerdictRecorded');
    asked.wait(minutes(29)).when({ type: 'Tick' }).then();
    asked.wait(minutes(31)).when({ type: 'Tick' }).then('RollbackStarted');
  });

  it('nobody is asked again once the answer was carried out', () => {
    const here = aSuccessor().upTo('baking');
    const smoke = theEffect(here.world, 'run-check');
    const result = {
      kind: 'smoke',
      passed: true,
      problem: null,
      exitCode: 0,
      suites: [],
      took: seconds(1),
      logTail: [],
      digest: 'x',
    };
    const smoked = here.say({ type: 'RecordCheckResult', effect: smoke.id, result: result as never }).wait(minutes(30));
    const bake = (state: VerdictState, at: Instant) =>
      ({ type: 'RecordVerdict', phase: 'baking', stageIndex: 2, verdict: aVerdict(state, at) }) as const;
    const settling = smoked.in(
      smoked.when(bake('pass', later(smoked.at, seconds(1)))).then('VerdictRecorded', 'SettlingStarted'),
    );

    const world = settling.when(bake('ambiguous', later(settling.at, seconds(1)))).then('VerdictRecorded');

    expect(kinds(world.deployment)).toEqual(['watch', 'settle']);
  });
});

describe('a window that opens mid-rollout', () => {
  const freeze = { name: 'freeze', from: later(NOON, hours(1)), to: later(NOON, hours(2)) };
  const calendar = { ...anOpenCalendar(), intervals: [freeze] };
  const spec = (onOpen: 'hold' | 'rollback') => aUnitSpec({ windows: { sources: [], onOpen, lookahead: 'start' } });

  it('holds the weight, keeps measuring, and resumes by itself when it is over', () => {
    const here = atFirstStage(spec('hold'), calendar).wait(hours(1));
    const held = here.in(here.when({ type: 'Tick' }).then('HoldPlaced'));

    expect(holds(held.world.deployment)).toEqual(['window']);
    expect(kinds(held.world.deployment)).toEqual(['watch']);
    held.wait(hours(1)).when({ type: 'Tick' }).then('HoldLifted');
  });

  it('rolls back when the plan says so', () => {
    const here = atFirstStage(spec('rollback'), calendar).wait(hours(1));

    expect(here.when({ type: 'Tick' }).then('RollbackStarted').deployment).toMatchObject({ cause: { kind: 'window' } });
  });

  it('keeps triggers armed', () => {
    const here = atFirstStage(spec('hold'), calendar).wait(hours(1)).say({ type: 'Tick' });

    here.when(says(here, 'fail')).then('VerdictRecorded', 'RollbackStarted');
  });
});

describe('health and time', () => {
  const seen = (changes: object) => ({ type: 'RecordHealth', health: { ...GOOD_HEALTH, ...changes } }) as const;
  const ill = seen({ candidate: { healthy: 1, total: 2 } });

  it('an unhealthy candidate is taken back after health_timeout, not before', () => {
    const here = atFirstStage().say(ill);

    here.wait(seconds(58)).when({ type: 'Tick' }).then();
    here.wait(seconds(60)).when({ type: 'Tick' }).then('RollbackStarted');
    here.wait(seconds(58)).say(seen({})).wait(seconds(60)).when({ type: 'Tick' }).then();
  });

  it('a crash loop is taken back at once', () => {
    atFirstStage()
      .when(seen({ crashLooping: true }))
      .then('HealthChanged', 'RollbackStarted');
  });

  it('deployment_timeout counts working time only', () => {
    const limit = hours(2);
    const here = atFirstStage();

    here.wait(limit).when({ type: 'Tick' }).then('RollbackStarted');
    const held = here.say({ type: 'HoldDeployment', reason: 'lunch', principal: ADA }).wait(limit);
    held.when({ type: 'Tick' }).then();
    const resumed = held.say({ type: 'ResumeDeployment', reason: 'go', principal: ADA });
    resumed
      .wait(limit - minutes(1))
      .when({ type: 'Tick' })
      .then();
    resumed.wait(limit).when({ type: 'Tick' }).then('RollbackStarted');
  });
});

describe('approvals that run out mid-rollout', () => {
  it('hold, and roll back when nobody renews them before the deadline', () => {
    const here = atFirstStage().say({ type: 'HoldDeployment', reason: 'x', principal: BUILDER });
    const held = here.wait(hours(25)).say({ type: 'Tick' });

    expect(holds(held.world.deployment)).toContain('approval-expired');
    held.wait(hours(3)).when({ type: 'Tick' }).then();
    expect(held.wait(hours(4)).when({ type: 'Tick' }).then('RollbackStarted').deployment).toMatchObject({
      cause: { kind: 'checkpoint-deadline' },
    });
  });
});

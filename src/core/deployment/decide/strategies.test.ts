import { describe, expect, it } from 'vitest';
import {
  aBlueGreen,
  anEnvironment,
  anOpening,
  aRelease,
  aRolling,
  aSignedProceed,
  aUnitSpec,
  aVerdict,
  BOB,
} from '../../../testing/builders.ts';
import { aSuccessor, type Journey, journeyOf } from '../../../testing/journey.ts';
import { minutes } from '../../kernel/duration.ts';
import type { StrategySpec } from '../../strategy/strategy.ts';
import { effects } from '../effects.ts';
import type { RollingOut } from '../state.ts';
import { warmStable } from '../warm-stable.ts';

/** `dep_2` on its way by a strategy, with two instances before and after. */
const going = (rollout: StrategySpec): Journey => {
  const production = anEnvironment('production', { rollout });
  const spec = aUnitSpec({ environments: { staging: anEnvironment('staging'), production } });
  return aSuccessor({ spec }).upTo('rolling-out');
};

const rollingOut = ({ world }: Journey): RollingOut => {
  if (world.deployment?.phase !== 'rolling-out') throw new Error(`it is ${world.deployment?.phase}`);
  return world.deployment;
};

/** The effects that are outstanding on the way to the bake, with what they ask for, in their order. */
function wayOf(begun: Journey): readonly string[] {
  const way: string[] = [];
  let here = begun;
  while (here.world.deployment?.phase === 'rolling-out') {
    const effect = effects(here.world.deployment).find((one) => one.kind !== 'watch');
    if (effect === undefined) way.push(`watch ${here.world.deployment.stage.index}`);
    else if (effect.kind === 'prepare-candidate') way.push(`prepare ${effect.instances}`);
    else if (effect.kind === 'reduce-stable') way.push(`reduce to ${effect.to} at ${share(effect.traffic)}`);
    else if (effect.kind === 'shift-traffic') way.push(`shift to ${share(effect.traffic)}`);
    else way.push(effect.kind === 'run-check' ? effect.check : effect.kind);
    here = here.step();
  }
  return way;
}

const share = (traffic: { readonly kind: string; readonly candidate?: number }): number => traffic.candidate ?? -1;

describe('blue-green', () => {
  const flipped = (): Journey => {
    let here = going(aBlueGreen());
    while (rollingOut(here).step !== 'watch') here = here.step();
    return here;
  };

  it('comes up whole, is asked off-traffic, then takes everything at once', () => {
    expect(wayOf(going(aBlueGreen()))).toEqual(['prepare 2', 'smoke', 'shift to 1000', 'watch 0']);
  });

  it('is watched for its validation period before it counts as deployed', () => {
    const here = flipped();
    const { stage } = rollingOut(here);
    const said = (at: Journey) => ({
      type: 'RecordVerdict' as const,
      phase: 'rolling-out' as const,
      stageIndex: stage.index,
      verdict: aVerdict('pass', at.at),
    });
    const early = here.wait(minutes(9));
    const late = here.wait(minutes(10));

    early.when(said(early)).then();
    late.when(said(late)).then('VerdictRecorded', 'ProductionDeployed');
  });

  it('flips back when its own trigger is proven, and stable is still whole', () => {
    const here = flipped();
    const { plan, stage } = rollingOut(here);

    expect(plan.triggers.map(({ text }) => text)).toEqual(['error_rate > 2%', 'error_rate > 5%']);
    expect(warmStable(rollingOut(here))).toBe(2);
    const { deployment } = here
      .when({
        type: 'RecordVerdict',
        phase: 'rolling-out',
        stageIndex: stage.index,
        verdict: aVerdict('fail', here.at),
      })
      .then('VerdictRecorded', 'RollbackStarted');
    expect(deployment).toMatchObject({ phase: 'rolling-back', step: 'traffic', signal: 'ROLLBACK_TRIGGERED' });
  });

  it('goes on to the bake on a signed proceed when its period ends ambiguous', () => {
    const here = flipped();
    const { stage, planDigest } = rollingOut(here);
    const asked = here.say({
      type: 'RecordVerdict',
      phase: 'rolling-out',
      stageIndex: stage.index,
      verdict: aVerdict('ambiguous', here.at),
    });

    asked
      .when({ type: 'AnswerAmbiguity', answer: 'proceed', reason: '', principal: BOB, approval: null })
      .thenRefused('proceed-not-signed');
    const approval = aSignedProceed('dep_2', planDigest);
    asked
      .when({ type: 'AnswerAmbiguity', answer: 'proceed', reason: '', principal: BOB, approval })
      .then('CheckpointAnswered', 'ProductionDeployed');
  });
});

describe('rolling', () => {
  const oldFirst = aRolling({
    maxSurge: { kind: 'count', count: 0 },
    maxUnavailable: { kind: 'count', count: 1 },
  });

  it('brings new instances up first where there is room beside the others', () => {
    expect(wayOf(going(aRolling()))).toEqual([
      ...['prepare 1', 'smoke', 'shift to 500', 'reduce to 1 at 500', 'watch 0'],
      ...['prepare 2', 'shift to 1000', 'reduce to 0 at 1000'],
    ]);
  });

  it('takes old instances away first where there is none, and sends nobody to what is gone', () => {
    expect(wayOf(going(oldFirst))).toEqual([
      ...['reduce to 1 at 0', 'prepare 1', 'smoke', 'shift to 500', 'watch 0'],
      ...['reduce to 0 at 1000', 'prepare 2', 'shift to 1000'],
    ]);
  });

  it('needs only those instances of stable as a rollback target that no batch has replaced', () => {
    let here = going(aRolling());
    expect(warmStable(rollingOut(here))).toBe(1);
    while (rollingOut(here).stage.index === 0) here = here.step();
    expect(warmStable(rollingOut(here))).toBe(0);
  });

  it('does not count a batch as taken away while the target or the router shows something else', () => {
    let here = going(aRolling());
    while (rollingOut(here).step !== 'retire') here = here.step();
    const effect = effects(rollingOut(here)).find((one) => one.kind === 'reduce-stable');
    if (effect?.kind !== 'reduce-stable') throw new Error('nothing is reduced');
    const seen = {
      type: 'RecordStableReduced',
      effect: effect.id,
      instances: effect.to,
      traffic: effect.traffic,
    } as const;

    here.when({ ...seen, instances: 2 }).then('EffectFailed');
    here.when({ ...seen, traffic: { kind: 'split', candidate: 0 as never } }).then('EffectFailed');
    here.when(seen).then('StableReduced');
  });

  it('walks back: stable comes up again before its traffic is looked for, however often that takes', () => {
    let here = going(aRolling());
    while (rollingOut(here).step !== 'watch') here = here.step();

    here = here.say({ type: 'RollbackDeployment', reason: 'it is slow', principal: BOB });
    expect(here.world.deployment).toMatchObject({ phase: 'rolling-back', step: 'restore' });
    const effect = effects(here.world.deployment as never)[0];
    expect(effect).toMatchObject({ kind: 'restore-stable', replacing: { surge: 1, first: 'prepare' } });
    for (const failures of [1, 2]) {
      const id = effects(here.world.deployment as never)[0]?.id as never;
      here = here.say({ type: 'RecordEffectFailed', effect: id, problem: 'no port', retryable: true }).wait(minutes(1));
      expect(here.world.deployment).toMatchObject({ step: 'restore', failures });
    }
    expect(here.upTo('rolled-back').world.deployment).toMatchObject({ phase: 'rolled-back' });
  });

  it('a window that opens between two batches keeps what serves as it is', () => {
    let here = going(aRolling());
    while (rollingOut(here).stage.index === 0) here = here.step();
    const held = here.say({ type: 'HoldDeployment', reason: 'look', principal: BOB });

    expect(effects(rollingOut(held)).map(({ kind }) => kind)).toEqual(['watch']);
    expect(effects(rollingOut(here)).map(({ kind }) => kind)).toEqual(['watch', 'prepare-candidate']);
  });
});

it('a first release goes its own way, whatever the strategy', () => {
  const production = anEnvironment('production', { rollout: aRolling() });
  const spec = aUnitSpec({ environments: { staging: anEnvironment('staging'), production } });
  const release = aRelease('1');
  const first = journeyOf(anOpening('dep_1', release, { spec }), release).upTo('rolling-out');

  expect(wayOf(first)).toEqual(['prepare 2', 'smoke', 'shift to 1000']);
});

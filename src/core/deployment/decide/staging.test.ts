import { describe, expect, it } from 'vitest';
import { aFailedCheck, anEnvironment, aPassedCheck, aUnitSpec } from '../../../testing/builders.ts';
import { aSuccessor } from '../../../testing/journey.ts';
import { theEffect } from '../../../testing/story.ts';
import { parseGate } from '../../gate/grammar.ts';
import { isGateProblem } from '../../gate/problem.ts';
import { minutes, seconds } from '../../kernel/duration.ts';
import type { PerformanceFigure } from '../../validation/measured.ts';
import type { AwaitingApproval, Rehearsing } from '../state.ts';

const check = { run: 'x', timeout: minutes(1), junit: null };
const staging = anEnvironment('staging', {
  checks: { smoke: check, integration: check, performance: check, security: check },
});
const spec = aUnitSpec({ environments: { staging, production: anEnvironment('production') } });

describe('on staging', () => {
  it('a failed check ends the deployment, with STAGING_FAILED, and gives staging free', () => {
    const place = aSuccessor().upTo('deploying-to-staging');
    const smoke = place.say({
      type: 'RecordPlaced',
      effect: theEffect(place.world, 'place-on-staging').id,
      took: seconds(1),
    });
    const { id } = theEffect(smoke.world, 'run-check');

    const world = smoke
      .when({ type: 'RecordCheckResult', effect: id, result: aFailedCheck() })
      .then('DeploymentStopped');

    expect(world.deployment).toMatchObject({ phase: 'staging-failed', signal: 'STAGING_FAILED' });
    expect(world.staging.holder).toBeNull();
  });

  it('STAGING_READY is given when smoke and integration have passed, not before', () => {
    const place = aSuccessor({ spec }).upTo('deploying-to-staging');
    const placed = place.say({
      type: 'RecordPlaced',
      effect: theEffect(place.world, 'place-on-staging').id,
      took: seconds(1),
    });
    const smoked = placed
      .when({ type: 'RecordCheckResult', effect: theEffect(placed.world, 'run-check').id, result: aPassedCheck() })
      .then('CheckPassed');

    expect(smoked.deployment).toMatchObject({ phase: 'deploying-to-staging', step: 'integration', signal: null });
    const effect = theEffect(smoked, 'run-check');
    const ready = placed
      .in(smoked)
      .when({ type: 'RecordCheckResult', effect: effect.id, result: aPassedCheck('integration') })
      .then('CheckPassed', 'StagingReady');
    expect(ready.deployment).toMatchObject({
      phase: 'validating',
      signal: 'STAGING_READY',
      remaining: ['performance', 'security'],
    });
  });

  it('the result of one check does not stand for another', () => {
    const place = aSuccessor({ spec }).upTo('deploying-to-staging');
    const placed = place.say({
      type: 'RecordPlaced',
      effect: theEffect(place.world, 'place-on-staging').id,
      took: seconds(1),
    });
    const { id } = theEffect(placed.world, 'run-check');

    placed
      .when({ type: 'RecordCheckResult', effect: id, result: aPassedCheck('security') })
      .thenRefused('effect-not-outstanding');
  });

  it('the evidence holds every check, bound to artifacts and configuration', () => {
    const { evidence, release } = aSuccessor({ spec }).upTo('rehearsing').world.deployment as Rehearsing;

    expect(evidence.checks.map(({ kind }) => kind)).toEqual(['smoke', 'integration', 'performance', 'security']);
    expect(evidence).toMatchObject({
      environment: 'staging',
      artifactDigests: release.artifacts.map(({ digest }) => digest),
    });
  });
});

describe('the rehearsal', () => {
  it('goes through its legs in order and refuses the result of another one', () => {
    const here = aSuccessor().upTo('rehearsing');
    const move = theEffect(here.world, 'move-rehearsal');

    expect(move.leg).toBe('baseline');
    here
      .when({ type: 'RecordRehearsalMove', effect: move.id, leg: 'back', took: seconds(1) })
      .thenRefused('rehearsal-leg-over');
    here
      .when({ type: 'RecordRehearsalMove', effect: move.id, leg: 'baseline', took: seconds(1) })
      .then('RehearsalMoved');
  });

  it('a failed smoke on any leg ends in staging-failed', () => {
    const here = aSuccessor().upTo('rehearsing');
    const moved = here.say({
      type: 'RecordRehearsalMove',
      effect: theEffect(here.world, 'move-rehearsal').id,
      leg: 'baseline',
      took: seconds(1),
    });
    const { id } = theEffect(moved.world, 'run-check');

    const world = moved
      .when({ type: 'RecordCheckResult', effect: id, result: aFailedCheck() })
      .then('DeploymentStopped');

    expect(world.deployment).toMatchObject({ phase: 'staging-failed' });
  });

  it('gives a certificate that binds candidate, target and both configurations, asks for approval and frees staging', () => {
    const { world } = aSuccessor().upTo('awaiting-approval');
    const { certificate } = world.deployment as AwaitingApproval;

    expect(certificate).toMatchObject({
      candidate: 'rel_2',
      rollbackTo: 'rel_1',
      forward: seconds(2),
      back: seconds(2),
    });
    expect(world.staging.holder).toBeNull();
  });
});

describe('figures and findings', () => {
  const limit = parseGate('latency_p99 <= baseline * 1.1', { baselineAllowed: true });
  if (isGateProblem(limit)) throw new Error(limit.message);
  const limited = { ...check, results: 'perf.json', limits: [limit], compareTo: 'last-production' as const };
  const measured = anEnvironment('staging', { checks: { smoke: check, performance: limited } });
  const withLimits = aUnitSpec({ environments: { staging: measured, production: anEnvironment('production') } });
  const p99 = (value: number) => [{ metric: 'latency_p99', value, unit: 'ms' }];
  const served = (performance: readonly PerformanceFigure[]) => {
    const journey = aSuccessor({ spec: withLimits });
    const { production } = journey.world;
    if (production.stable === null) throw new Error('nothing serves');
    const baseline = { version: '1.1', commit: 'c', environment: 'staging', performance };
    return journey.in({ ...journey.world, production: { ...production, stable: { ...production.stable, baseline } } });
  };
  const measuring = (value: number, journey = served(p99(180))) => {
    const validating = journey.upTo('validating');
    const effect = theEffect(validating.world, 'run-check').id;
    const result = { ...aPassedCheck('performance'), performance: p99(value) };
    return validating.when({ type: 'RecordCheckResult', effect, result });
  };

  it('are held against those of the release that serves: a run that went well fails on a broken limit', () => {
    const world = measuring(199).then('DeploymentStopped');

    expect(world.deployment).toMatchObject({
      phase: 'staging-failed',
      problem:
        'performance failed on staging: latency_p99 is 199ms (baseline 180ms), not latency_p99 <= baseline * 1.1',
    });
  });

  it('within their limits they are evidence', () => {
    expect(measuring(198).then('CheckPassed', 'StagingValidated').deployment).toMatchObject({ phase: 'rehearsing' });
  });

  it('without anything to compare with they pass, and the plan has no baseline', () => {
    const world = measuring(999, aSuccessor({ spec: withLimits })).then('CheckPassed', 'StagingValidated');

    expect(world.deployment).not.toHaveProperty('baseline');
  });

  it('of a release that became stable are what the next one is compared with', () => {
    const done = measuring(190).then('CheckPassed', 'StagingValidated');
    const { stable } = served(p99(180)).in(done).upTo('completed').world.production;

    expect(stable?.baseline).toEqual({
      version: '1.2',
      commit: expect.any(String),
      environment: 'staging',
      performance: p99(190),
    });
  });
});

import { describe, expect, it } from 'vitest';
import {
  ADA,
  aDigest,
  aSignedProceed,
  aUnitSpec,
  aVerdict,
  BOB,
  BUILDER,
  PIPELINE,
} from '../../../testing/builders.ts';
import { aSuccessor, type Journey } from '../../../testing/journey.ts';
import { minutes } from '../../kernel/duration.ts';
import { later } from '../../kernel/instant.ts';
import { decide } from '../decide.ts';
import type { Phase, RollingOut } from '../state.ts';

const LOCAL = { kind: 'local', name: 'os/1000' } as const;
const out = () => aSuccessor().upTo('rolling-out');
const hold = (principal: object, reason = 'wait') => ({ type: 'HoldDeployment', reason, principal }) as never;
const resume = (principal: object) => ({ type: 'ResumeDeployment', reason: 'go', principal }) as never;
const holder = (here: Journey) => (here.world.deployment as RollingOut).holds.map(({ by }) => by.kind);

describe('R6: hold and rollback are open to everyone wherever production is touched', () => {
  const everyone = [ADA, BOB, BUILDER, PIPELINE, LOCAL];
  const places: readonly Phase[] = ['rolling-out', 'baking'];

  it.each(places)('while %s', (phase) => {
    const here = aSuccessor().upTo(phase);

    for (const principal of everyone) {
      here.when(hold(principal)).then('HoldPlaced');
      here.when({ type: 'RollbackDeployment', reason: 'x', principal }).then('RollbackStarted');
    }
  });

  it('a second rollback changes nothing, and a rollback goes on under a hold', () => {
    const back = out().say({ type: 'RollbackDeployment', reason: 'x' });

    back.when({ type: 'RollbackDeployment', reason: 'y' }).then();
    back.when(hold(ADA)).then('HoldPlaced');
    expect(back.say(hold(ADA)).upTo('rolled-back').world.deployment).toMatchObject({ phase: 'rolled-back' });
  });

  it('there is nothing to hold or to roll back before production and after the end', () => {
    aSuccessor().when(hold(ADA)).thenRefused('nothing-to-hold');
    aSuccessor().when({ type: 'RollbackDeployment', reason: 'x' }).thenRefused('nothing-in-production');
    aSuccessor()
      .upTo('completed')
      .when({ type: 'RollbackDeployment', reason: 'x' })
      .thenRefused('deployment-completed');
  });
});

describe('resuming', () => {
  it('lifts what one holds oneself', () => {
    out().say(hold(BUILDER)).when(resume(BUILDER)).then('HoldLifted');
    out().say(hold(ADA)).when(resume(BOB)).then('HoldLifted');
    out().say(hold(BUILDER)).when(resume(LOCAL)).then('HoldLifted');
  });

  it('an agent, a CI job and an OS account cannot lift a person’s hold', () => {
    for (const principal of [BUILDER, PIPELINE, LOCAL])
      out().say(hold(ADA)).when(resume(principal)).thenRefused('held-by-a-person');
  });

  it('an agent cannot lift a person’s hold that came after its own', () => {
    const here = out().say(hold(BUILDER)).say(hold(ADA));

    expect(holder(here)).toEqual(['person']);
    here.when(resume(BUILDER)).thenRefused('held-by-a-person');
  });

  it('a person’s hold is not taken over by an agent’s', () => {
    const here = out().say(hold(ADA)).say(hold(BUILDER));

    expect(holder(here)).toEqual(['person']);
  });

  it('is refused where nobody holds', () => {
    out().when(resume(ADA)).thenRefused('nothing-to-resume');
    aSuccessor().when(resume(ADA)).thenRefused('nothing-to-resume');
  });
});

describe('aborting', () => {
  const abort = (principal: object) => ({ type: 'AbortDeployment', reason: 'no need', principal }) as never;

  it('ends a deployment that has not touched production and frees its slots', () => {
    const world = aSuccessor().upTo('deploying-to-staging').when(abort(ADA)).then('DeploymentStopped');

    expect(world.deployment).toMatchObject({ phase: 'aborted', problem: 'no need' });
    expect(world.staging.holder).toBeNull();
  });

  it('is refused once production was touched', () => {
    out().when(abort(ADA)).thenRefused('production-begun');
    out()
      .say({ type: 'RollbackDeployment', reason: 'x' })
      .upTo('rolled-back')
      .when(abort(ADA))
      .thenRefused('production-begun');
  });

  it('is refused when it is over', () => {
    aSuccessor().upTo('completed').when(abort(ADA)).thenRefused('already-over');
  });

  it.each([BUILDER, PIPELINE])('$kind:$name aborts only its own deployments', (asker) => {
    aSuccessor().when(abort(asker)).thenRefused('not-its-own');
    aSuccessor({ requester: asker }).when(abort(asker)).then('DeploymentStopped');
  });
});

describe('answering ambiguous-metrics', () => {
  function asked(phase: 'rolling-out' | 'baking' = 'rolling-out', spec = aUnitSpec()): Journey {
    let here = aSuccessor({ spec }).upTo('baking');
    if (phase === 'rolling-out')
      here = here.in({
        ...here.world,
        deployment: { ...(here.world.deployment as RollingOut), phase, step: 'watch' } as RollingOut,
      });
    const stage = { ...(here.world.deployment as RollingOut).stage, index: phase === 'baking' ? 2 : 0 };
    here = here.in({ ...here.world, deployment: { ...(here.world.deployment as RollingOut), stage } });
    return here.say({ type: 'RecordVerdict', phase, stageIndex: stage.index, verdict: aVerdict('ambiguous', here.at) });
  }
  const answer = (what: string, changes: object = {}) =>
    ({ type: 'AnswerAmbiguity', answer: what, reason: 'r', approval: null, principal: ADA, ...changes }) as never;
  const proceed = (changes = {}) => answer('proceed', { approval: aSignedProceed('dep_2', aDigest('a'), changes) });

  it('extend asks on, hold holds, proceed advances, rollback goes back', () => {
    asked().when(answer('extend')).then('CheckpointAnswered');
    expect(asked().when(answer('hold')).then('CheckpointAnswered', 'HoldPlaced').deployment).toMatchObject({
      checkpoint: null,
    });
    asked().when(proceed()).then('CheckpointAnswered', 'StageAdvanced');
    asked().when(answer('rollback')).then('RollbackStarted');
  });

  it('every answer is recorded with its signature, once', () => {
    const approval = aSignedProceed('dep_2', aDigest('a'));
    const signaturesOf = (here: Journey, told: never): readonly unknown[] => {
      const decision = decide({ ...(told as object), at: later(here.at, minutes(1)) } as never, here.world);
      if (!('deployment' in decision)) throw new Error(decision.code);
      return decision.deployment.flatMap((event) =>
        'approval' in event && event.approval !== null ? [event.approval] : [],
      );
    };
    const smoked = asked('baking');
    const deployment = { ...(smoked.world.deployment as object), smoke: 'passed' } as never;

    expect(signaturesOf(asked(), answer('extend', { approval }))).toEqual([approval]);
    expect(signaturesOf(asked(), answer('hold', { approval }))).toEqual([approval]);
    expect(signaturesOf(asked(), answer('proceed', { approval }))).toEqual([approval]);
    expect(signaturesOf(smoked.in({ ...smoked.world, deployment }), answer('proceed', { approval }))).toEqual([
      approval,
    ]);
  });

  it('an agent cannot answer; rollback is open to all', () => {
    asked()
      .when(answer('extend', { principal: BUILDER }))
      .thenRefused('answer-not-by-a-person');
    asked()
      .when(answer('hold', { principal: PIPELINE }))
      .thenRefused('answer-not-by-a-person');
    asked()
      .when(answer('rollback', { principal: BUILDER }))
      .then('RollbackStarted');
  });

  it('proceed needs an approver’s signature for this deployment and plan, with a reason, not expired', () => {
    const here = asked();

    here.when(answer('proceed')).thenRefused('proceed-not-signed');
    here.when(proceed({ decision: 'approve', checkpoint: 'production-promotion' })).thenRefused('proceed-not-signed');
    here.when(proceed({ deploymentId: 'dep_x' })).thenRefused('approval-for-another-question');
    here.when(proceed({ planDigest: aDigest('b') })).thenRefused('approval-for-another-question');
    here.when(proceed({ reason: ' ' })).thenRefused('approval-for-another-question');
    here.when(proceed({ notAfter: here.at })).thenRefused('approval-for-another-question');
    here.when(proceed({ approver: 'agent:builder' })).thenRefused('approver-not-named');
    here.when(proceed({ approver: 'person:bob' })).thenRefused('approver-not-named');
    here.when(proceed({ kind: 'demo' })).thenRefused('approver-not-named');
    here.when(proceed({ notAfter: later(here.at, minutes(1)) })).then('CheckpointAnswered', 'StageAdvanced');
  });

  it('in the bake it settles, once the production smoke has passed', () => {
    const here = asked('baking');

    here.when(proceed()).thenRefused('smoke-not-passed');
    const smoked = { ...(here.world.deployment as object), smoke: 'passed' } as never;
    here
      .in({ ...here.world, deployment: smoked })
      .when(proceed())
      .then('CheckpointAnswered', 'SettlingStarted');
  });

  it('is refused where nothing is asked', () => {
    out().when(answer('extend')).thenRefused('nothing-asked');
    aSuccessor().when(answer('rollback')).thenRefused('nothing-asked');
  });
});

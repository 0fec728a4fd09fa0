import { describe, expect, it } from 'vitest';
import { anOpening, aRelease } from '../../../testing/builders.ts';
import { aSuccessor, type Journey, journeyOf } from '../../../testing/journey.ts';
import { theEffect } from '../../../testing/story.ts';
import { minutes } from '../../kernel/duration.ts';
import { NONE, type Weight } from '../../kernel/weight.ts';
import { effects } from '../effects.ts';
import type { Deployment } from '../state.ts';

const rollingBack = (): Journey =>
  aSuccessor().upTo('baking').say({ type: 'RollbackDeployment', reason: 'users complain' });
const next = (here: Journey) => {
  const [effect] = effects(here.world.deployment as Deployment);
  if (effect === undefined) throw new Error('nothing is outstanding');
  return effect;
};
const fail = (here: Journey): Journey =>
  here.say({ type: 'RecordEffectFailed', effect: next(here).id, problem: 'no answer', retryable: true });
const failing = (times: number, here = rollingBack()): Journey => (times === 0 ? here : failing(times - 1, fail(here)));

describe('a rollback', () => {
  it('returns the traffic, verifies stable, retires the candidate, in this order (R8)', () => {
    const returned = rollingBack();
    expect(next(returned).kind).toBe('return-traffic');
    const verified = returned.say({
      type: 'RecordTrafficShift',
      effect: next(returned).id,
      traffic: { kind: 'split', candidate: NONE },
    });
    expect(next(verified).kind).toBe('verify-stable');
    const retired = verified.say({ type: 'RecordStableVerified', effect: next(verified).id, findings: [] });
    expect(next(retired).kind).toBe('retire-candidate');
    const world = retired.when({ type: 'RecordCandidateRetired', effect: next(retired).id }).then('RolledBack');
    expect(world.deployment).toMatchObject({ phase: 'rolled-back', signal: 'ISSUE_DETECTED' });
  });

  it('takes no other answer for a step, so that no step is skipped', () => {
    const here = rollingBack();
    const { id } = next(here);

    here.when({ type: 'RecordStableVerified', effect: id, findings: [] }).thenRefused('effect-not-outstanding');
    here.when({ type: 'RecordCandidateRetired', effect: id }).thenRefused('effect-not-outstanding');
    here.when({ type: 'RecordStableRestored', effect: id }).thenRefused('effect-not-outstanding');
  });

  it('does not believe a router that still gives traffic to the candidate', () => {
    const here = rollingBack();

    here
      .when({ type: 'RecordTrafficShift', effect: next(here).id, traffic: { kind: 'split', candidate: 1 as Weight } })
      .then('RollbackStepFailed');
    here
      .when({ type: 'RecordTrafficShift', effect: next(here).id, traffic: { kind: 'out-of-service' } })
      .then('RollbackStepFailed');
  });

  it('does not go on while stable is not good', () => {
    const here = rollingBack();
    const back = here.say({
      type: 'RecordTrafficShift',
      effect: next(here).id,
      traffic: { kind: 'split', candidate: NONE },
    });
    const findings = [{ name: 'health', ok: false, detail: 'stable is down' }];

    const world = back
      .when({ type: 'RecordStableVerified', effect: next(back).id, findings })
      .then('RollbackStepFailed');
    expect(world.deployment).toMatchObject({ step: 'verify', attempt: { lastProblem: 'stable is down' } });
  });

  it('is tried three times, then the other order: stable is brought up again first', () => {
    expect(next(failing(2)).kind).toBe('return-traffic');
    expect(next(failing(3)).kind).toBe('restore-stable');
    const restored = failing(3).say({ type: 'RecordStableRestored', effect: next(failing(3)).id });
    expect(next(restored).kind).toBe('return-traffic');
    expect(next(failing(4)).kind).toBe('return-traffic');
    expect(next(failing(5)).kind).toBe('restore-stable');
  });

  it('calls a person after six tries, goes on trying, and still completes', () => {
    expect(failing(5).world.deployment?.phase).toBe('rolling-back');
    const failed = failing(7);
    expect(failed.world.deployment?.phase).toBe('rollback-failed');

    expect(failed.upTo('rolled-back').world.deployment).toMatchObject({ phase: 'rolled-back' });
  });

  it('waits longer after each failed try, and gives each try an id of its own', () => {
    const ids = [0, 1, 2, 3, 4, 5, 6, 7].map((times) => next(failing(times)).id);
    const waits = [1, 2, 3].map((times) => (next(failing(times)).notBefore ?? 0) - failing(times).at);

    expect(new Set(ids).size).toBe(ids.length);
    expect(waits).toEqual([1_000, 2_000, 4_000]);
  });

  it('ends with the environment held and the artifacts barred (R10), and reminds until a person answers', () => {
    const back = rollingBack().upTo('rolled-back');

    expect(back.world.production).toMatchObject({
      holder: null,
      hold: { deployment: 'dep_2', barred: [aRelease('2').artifacts[0]?.digest] },
    });
    back.when({ type: 'Tick' }).then();
    back.wait(minutes(60)).when({ type: 'Tick' }).then('ReminderDue');
  });

  it('of a first release is taking it out of service', () => {
    const first = aRelease('1');
    const here = journeyOf(anOpening('dep_1', first), first)
      .upTo('baking')
      .say({ type: 'RollbackDeployment', reason: 'x' });
    const { id } = theEffect(here.world, 'return-traffic');

    expect(theEffect(here.world, 'return-traffic').to).toBeNull();
    here
      .when({ type: 'RecordTrafficShift', effect: id, traffic: { kind: 'split', candidate: NONE } })
      .then('RollbackStepFailed');
    here.when({ type: 'RecordTrafficShift', effect: id, traffic: { kind: 'out-of-service' } }).then('TrafficReturned');
    expect(next(failing(3, here)).kind).toBe('return-traffic');
  });
});

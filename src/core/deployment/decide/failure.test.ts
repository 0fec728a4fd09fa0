import { describe, expect, it } from 'vitest';
import { aSuccessor, type Journey } from '../../../testing/journey.ts';
import { theEffect } from '../../../testing/story.ts';
import type { Effect } from '../effect.ts';
import type { Phase } from '../state.ts';

const fails = (here: Journey, kind: Effect['kind'], retryable = true) =>
  ({ type: 'RecordEffectFailed', effect: theEffect(here.world, kind).id, problem: 'no answer', retryable }) as const;

function failing(times: number, here: Journey, kind: Effect['kind']): Journey {
  return times === 0 ? here : failing(times - 1, here.say(fails(here, kind)), kind);
}

describe('an effect that fails before production', () => {
  const steps: readonly (readonly [Phase, Effect['kind'], Phase])[] = [
    ['packaging', 'build-artifacts', 'packaging-failed'],
    ['deploying-to-staging', 'place-on-staging', 'staging-failed'],
    ['rehearsing', 'move-rehearsal', 'staging-failed'],
  ];

  it.each(steps)('while %s: %s is tried three times, then it is %s', (phase, kind, ending) => {
    const here = aSuccessor().upTo(phase);

    here.when(fails(here, kind)).then('EffectFailed');
    const twice = failing(2, here, kind);
    expect(twice.when(fails(twice, kind)).then('DeploymentStopped').deployment).toMatchObject({ phase: ending });
  });

  it('that is not worth a second try ends the deployment at once', () => {
    const here = aSuccessor();

    here.when(fails(here, 'build-artifacts', false)).then('DeploymentStopped');
  });

  it('has another id and waits at its next try', () => {
    const here = aSuccessor();
    const again = theEffect(failing(1, here, 'build-artifacts').world, 'build-artifacts');

    expect(again.id).toBe('dep_2/packaging/build-artifacts/2');
    expect(again.notBefore).toBeGreaterThan(here.at);
  });

  it('as a look before the promotion is repeated for as long as the approvals last', () => {
    const here = failing(9, aSuccessor().upTo('queued'), 'look-before-promotion');

    here.when(fails(here, 'look-before-promotion', false)).then('EffectFailed');
  });
});

describe('an effect that fails in production', () => {
  it('a candidate that cannot be prepared is taken back', () => {
    const here = failing(2, aSuccessor().upTo('rolling-out'), 'prepare-candidate');

    expect(here.when(fails(here, 'prepare-candidate')).then('RollbackStarted').deployment).toMatchObject({
      cause: { kind: 'prepare-failed' },
    });
  });

  it('a smoke that cannot be run counts as failed', () => {
    const out = aSuccessor().upTo('rolling-out');
    const here = out.say({
      type: 'RecordPrepared',
      effect: theEffect(out.world, 'prepare-candidate').id,
      instances: 2,
    });

    expect(here.when(fails(here, 'run-check', false)).then('RollbackStarted').deployment).toMatchObject({
      cause: { kind: 'smoke-failed' },
    });
  });

  it('a shift is tried on and on: deployment_timeout ends that, not the number of tries', () => {
    let here = aSuccessor().upTo('rolling-out');
    here = here.say({ type: 'RecordPrepared', effect: theEffect(here.world, 'prepare-candidate').id, instances: 2 });
    const smoke = theEffect(here.world, 'run-check');
    const result = {
      kind: 'smoke',
      passed: true,
      problem: null,
      exitCode: 0,
      suites: [],
      took: 1,
      logTail: [],
      digest: 'x',
    };
    here = failing(
      9,
      here.say({ type: 'RecordCheckResult', effect: smoke.id, result: result as never }),
      'shift-traffic',
    );

    here.when(fails(here, 'shift-traffic', false)).then('EffectFailed');
  });
});

import { describe, expect, it } from 'vitest';
import { aDigest, anOpening, aRelease, NOON } from '../../../testing/builders.ts';
import { aSuccessor, type Journey, journeyOf } from '../../../testing/journey.ts';
import { aStableRecord } from '../../../testing/power.ts';
import { theEffect } from '../../../testing/story.ts';
import type { DeploymentId } from '../../kernel/id.ts';
import { planOf } from '../../plan/seal.ts';
import type { Command } from '../command.ts';
import type { Packaging } from '../state.ts';

const second = aRelease('2');
const built = (): Journey => {
  const here = aSuccessor();
  return here.say({ type: 'RecordBuilt', effect: theEffect(here.world, 'build-artifacts').id, release: second });
};

function sealed(here: Journey, changes: Partial<Extract<Command, { type: 'RecordSealed' }>> = {}) {
  const { opening } = here.world.deployment as Packaging;
  const { stable } = here.world.production;
  return {
    type: 'RecordSealed',
    effect: theEffect(here.world, 'seal-plan').id,
    plan: planOf(opening, second, stable),
    planDigest: aDigest('a'),
    rollbackRelease: stable?.release ?? null,
    ancestry: 'descendant',
    ...changes,
  } as const;
}

describe('what was built', () => {
  it('goes on to sealing', () => {
    expect(theEffect(built().world, 'seal-plan').release).toEqual(second);
  });

  it('must be the commit and the unit that were asked for', () => {
    const here = aSuccessor();
    const effect = theEffect(here.world, 'build-artifacts').id;

    here.when({ type: 'RecordBuilt', effect, release: aRelease('3') }).thenRefused('release-for-another-intent');
    here
      .when({ type: 'RecordBuilt', effect, release: { ...second, unit: 'other' } })
      .thenRefused('release-for-another-intent');
  });
});

describe('sealing the plan', () => {
  it('goes on to staging when nobody is there', () => {
    const world = built().when(sealed(built())).then('PlanSealed', 'StagingStarted');

    expect(world.staging.holder).toBe('dep_2');
  });

  it('queues behind the deployment that holds staging, and goes on when it has left', () => {
    const here = built();
    const busy = here.in({ ...here.world, staging: { ...here.world.staging, holder: 'dep_x' as DeploymentId } });
    const world = busy.when(sealed(busy)).then('PlanSealed', 'DeploymentQueued');

    expect(world.staging.queue).toEqual(['dep_2']);
    busy.in(world).when({ type: 'Tick' }).then();
    const free = { ...world, staging: { ...world.staging, holder: null } };
    expect(busy.in(free).when({ type: 'Tick' }).then('StagingStarted').staging).toMatchObject({
      holder: 'dep_2',
      queue: [],
    });
  });

  it('is refused when what serves is another release by now', () => {
    const here = built();

    here.when(sealed(here, { rollbackRelease: aRelease('9') })).thenRefused('plan-not-current');
    const changed = { ...here.world, production: { ...here.world.production, stable: null } };
    here.in(changed).when(sealed(here)).thenRefused('plan-not-current');
  });

  it.each(['not-descendant', 'unknown', 'first'] as const)(
    'ends it when the commit is %s of what serves (R9)',
    (ancestry) => {
      const here = built();
      const world = here.when(sealed(here, { ancestry })).then('DeploymentStopped');

      expect(world.deployment).toMatchObject({ phase: 'superseded' });
      expect(world.staging.holder).toBeNull();
    },
  );

  it('notes beside the plan whether its gates can be proven', () => {
    const here = built();
    const stable = { record: aStableRecord(50), why: '' };

    const { decision } = here.when(sealed(here, { stable }));

    expect(decision).toMatchObject({
      deployment: [
        { type: 'PlanSealed', planDigest: aDigest('a'), power: { kind: 'known' } },
        { type: 'StagingStarted' },
      ],
    });
  });

  it('ends it when its gates cannot be proven at the traffic that stable shows', () => {
    const here = built();
    const stable = { record: aStableRecord(1), why: '' };

    const world = here.when(sealed(here, { stable })).then('DeploymentStopped');

    expect(world.deployment).toMatchObject({
      phase: 'packaging-failed',
      problem: expect.stringMatching(/error_rate < 1%.*cannot be proven.*duration: /),
    });
  });

  it('takes the same commit again', () => {
    const here = built();

    here.when(sealed(here, { ancestry: 'same' })).then('PlanSealed', 'StagingStarted');
  });

  it('ends it when this very release serves already', () => {
    const here = built();
    const stable = { release: second, deployment: 'dep_x' as DeploymentId, since: NOON };
    const serving = here.in({ ...here.world, production: { ...here.world.production, stable } });

    expect(serving.when(sealed(serving)).then('DeploymentStopped').deployment).toMatchObject({ phase: 'superseded' });
  });

  it('ends it when its artifacts were rolled back and nobody has answered (R10)', () => {
    const back = aSuccessor().upTo('rolling-out').say({ type: 'RollbackDeployment', reason: 'x' }).upTo('rolled-back');
    const again = journeyOf(anOpening('dep_3', second), second, back.world, back.at);
    const here = again.say({
      type: 'RecordBuilt',
      effect: theEffect(again.world, 'build-artifacts').id,
      release: second,
    });

    const world = here.when(sealed(here)).then('DeploymentStopped');

    expect(world.deployment).toMatchObject({ phase: 'packaging-failed' });
  });
});

import { describe, expect, it } from 'vitest';
import { aDigest, anOpening, aRelease, aUnitSpec, NOON } from '../../../testing/builders.ts';
import { anEntry, aTestsRequirement, aTestsStatement } from '../../../testing/evidence.ts';
import { aSuccessor, type Journey, journeyOf } from '../../../testing/journey.ts';
import { aStableRecord } from '../../../testing/power.ts';
import { theEffect } from '../../../testing/story.ts';
import { minutes } from '../../kernel/duration.ts';
import type { DeploymentId } from '../../kernel/id.ts';
import { between, later } from '../../kernel/instant.ts';
import { planOf } from '../../plan/seal.ts';
import { digestsOf } from '../../unit/release.ts';
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

describe('a unit that asks for verified code', () => {
  const spec = aUnitSpec({ verification: [aTestsRequirement()] });
  const first = aRelease('1', spec);
  const here = (): Journey => journeyOf(anOpening('dep_1', first, { spec }), first);
  const effectOf = (journey: Journey) => theEffect(journey.world, 'build-artifacts').id;
  const entry = anEntry([aTestsStatement()]);

  it('goes on to sealing with what was shown', () => {
    const { deployment } = here()
      .when({ type: 'RecordBuilt', effect: effectOf(here()), release: first, entry })
      .then('ArtifactsBuilt');

    expect(deployment).toMatchObject({ phase: 'packaging', release: first, entry });
  });

  it.each([
    ['nothing was shown', undefined, 'source-not-verified'],
    ['it was about another commit', anEntry([aTestsStatement({ subjects: [] })]), 'statement-for-another-commit'],
  ])('ends when %s, whatever was built', (_, shown, code) => {
    const asked = { type: 'RecordBuilt', effect: effectOf(here()), release: first } as const;

    const { deployment } = here()
      .when({ ...asked, ...(shown === undefined ? {} : { entry: shown }) })
      .then('DeploymentStopped');

    expect(deployment).toMatchObject({ phase: 'packaging-failed', refused: { code }, release: null });
  });

  it('ends when the source was looked at and is not verified, and keeps what was found', () => {
    const unfit = { file: 'a.json', code: 'signature-not-pinned', message: 'nobody signed it', remedy: 'sign it' };
    const found = { results: [{ kind: 'statement', accepted: null, unfit }], at: NOON } as const;

    const { deployment } = here()
      .when({ type: 'RecordUnverified', effect: effectOf(here()), entry: found })
      .then('DeploymentStopped');

    expect(deployment).toMatchObject({
      ...{ phase: 'packaging-failed', problem: 'nobody signed it', entry: found },
      refused: { code: 'signature-not-pinned', remedy: 'sign it' },
    });
  });

  it('does not end on the word of the engine that it is not verified, when it is', () => {
    here()
      .when({ type: 'RecordUnverified', effect: effectOf(here()), entry })
      .thenRefused('source-verified');
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

  it('goes on with a commit that does not follow where the plan says why, for approvers to sign (R9)', () => {
    const here = aSuccessor({ outOfOrder: 'the newer one cannot be mended today' });
    const effect = theEffect(here.world, 'build-artifacts').id;
    const packaged = here.say({ type: 'RecordBuilt', effect, release: second });

    const world = packaged.when(sealed(packaged, { ancestry: 'not-descendant' })).then('PlanSealed', 'StagingStarted');

    expect(world.deployment).toMatchObject({ plan: { outOfOrder: 'the newer one cannot be mended today' } });
  });

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

  it('ends it when a person rejected these very artifacts within the hour, and an agent asks again', () => {
    const begun = (digests: readonly string[], minutesAgo: number): Journey => {
      const here = aSuccessor({ rejected: [{ digests, at: later(NOON, minutes(-minutesAgo)) }] });
      return here.say({ type: 'RecordBuilt', effect: theEffect(here.world, 'build-artifacts').id, release: second });
    };
    // The journey to the first release took its time too.
    const age = between(NOON, built().at) / 60_000;
    const rejected = begun(digestsOf(second), 59 - age);
    const old = begun(digestsOf(second), 60 - age);
    const other = begun([aDigest('f')], 1);

    expect(rejected.when(sealed(rejected)).then('DeploymentStopped').deployment).toMatchObject({
      phase: 'packaging-failed',
      refused: { code: 'rejected-lately' },
    });
    for (const here of [old, other]) here.when(sealed(here)).then('PlanSealed', 'StagingStarted');
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

import { describe, expect, it } from 'vitest';
import { aFailedCheck, aPassedCheck, aVerdict } from '../../../testing/builders.ts';
import { aSuccessor, type Journey } from '../../../testing/journey.ts';
import { theEffect } from '../../../testing/story.ts';
import { minutes, seconds } from '../../kernel/duration.ts';
import { later } from '../../kernel/instant.ts';
import type { VerdictState } from '../../verdict/verdict.ts';

const baking = (): Journey => aSuccessor().upTo('baking');
const smoked = (): Journey => {
  const here = baking();
  return here.say({ type: 'RecordCheckResult', effect: theEffect(here.world, 'run-check').id, result: aPassedCheck() });
};
const says = (here: Journey, state: VerdictState) =>
  ({
    type: 'RecordVerdict',
    phase: 'baking',
    stageIndex: 2,
    verdict: aVerdict(state, later(here.at, seconds(1))),
  }) as const;

it('the way into production ends with PRODUCTION_DEPLOYED, or with ROLLBACK_TRIGGERED', () => {
  const placed = aSuccessor().upTo('rolling-out');
  const { id } = theEffect(placed.world, 'prepare-candidate');
  const prepared = placed.say({ type: 'RecordPrepared', effect: id, instances: 2 });
  const smoke = theEffect(prepared.world, 'run-check');

  const back = prepared
    .when({ type: 'RecordCheckResult', effect: smoke.id, result: aFailedCheck() })
    .then('RollbackStarted');

  expect(back.deployment).toMatchObject({ signal: 'ROLLBACK_TRIGGERED' });
  expect(baking().world.deployment).toMatchObject({ signal: 'PRODUCTION_DEPLOYED' });
});

describe('the bake', () => {
  it('settles on a pass at its end, once the production smoke has passed', () => {
    const unsmoked = baking().wait(minutes(30));
    const here = smoked().wait(minutes(30));

    unsmoked.when(says(unsmoked, 'pass')).then('VerdictRecorded');
    here.when(says(here, 'pass')).then('VerdictRecorded', 'SettlingStarted');
  });

  it('that fails its gates or triggers goes back, with ISSUE_DETECTED', () => {
    const here = smoked();

    expect(here.when(says(here, 'fail')).then('VerdictRecorded', 'RollbackStarted').deployment).toMatchObject({
      phase: 'rolling-back',
      signal: 'ISSUE_DETECTED',
    });
  });

  it('whose production smoke fails goes back, with ISSUE_DETECTED', () => {
    const here = baking();
    const { id } = theEffect(here.world, 'run-check');

    const world = here.when({ type: 'RecordCheckResult', effect: id, result: aFailedCheck() }).then('RollbackStarted');

    expect(world.deployment).toMatchObject({ signal: 'ISSUE_DETECTED' });
  });
});

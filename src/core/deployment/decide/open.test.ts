import { describe, expect, it } from 'vitest';
import { anOpenCalendar, anOpening, aRelease, NOON } from '../../../testing/builders.ts';
import { aSuccessor } from '../../../testing/journey.ts';
import { anEmptyWorld, given } from '../../../testing/story.ts';
import { ENGINE } from '../../principal/principal.ts';

const opening = anOpening('dep_2', aRelease('2'));
const open = { type: 'OpenDeployment', opening, calendar: anOpenCalendar(), canBeApproved: true, at: NOON } as const;

describe('opening a deployment', () => {
  it('begins with the building of its artifacts', () => {
    const world = given(anEmptyWorld())
      .when({ ...open, principal: ENGINE })
      .then('DeploymentOpened');

    expect(world.deployment).toMatchObject({ phase: 'packaging', release: null, returns: 0 });
  });

  it('happens once', () => {
    given(aSuccessor().world)
      .when({ ...open, principal: ENGINE })
      .thenRefused('deployment-exists');
  });

  it('is refused with the reason that speaks against its plan', () => {
    given(anEmptyWorld())
      .when({ ...open, canBeApproved: false, principal: ENGINE })
      .thenRefused('no-approver');
  });

  it('comes before everything else', () => {
    given(anEmptyWorld()).when({ type: 'Tick', at: NOON, principal: ENGINE }).thenRefused('no-such-deployment');
  });
});

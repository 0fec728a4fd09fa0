import { describe, expect, it } from 'vitest';
import { anOpenCalendar, anOpening, aRelease, NOON } from '../../../testing/builders.ts';
import { aSuccessor } from '../../../testing/journey.ts';
import { anEmptyWorld, given } from '../../../testing/story.ts';
import { minutes } from '../../kernel/duration.ts';
import { ENGINE } from '../../principal/principal.ts';
import type { EnvironmentSpec } from '../../unit/environment.ts';

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

  it('is refused where a rollback would cross a blocking migration and no way back is declared', () => {
    const { production, ...others } = opening.spec.environments as Record<string, EnvironmentSpec>;
    const blocking = (changes: Partial<EnvironmentSpec>) => {
      const environments = { ...others, production: { ...production, migrations: 'blocking', ...changes } };
      return { ...open, principal: ENGINE, opening: { ...opening, spec: { ...opening.spec, environments } } } as never;
    };
    const downStep = { run: 'npm run migrate:down', timeout: minutes(5), junit: null };
    const served = { ...anEmptyWorld(), production: aSuccessor().world.production };

    given(served).when(blocking({})).thenRefused('rollback-across-blocking-migration');
    given(served).when(blocking({ downStep })).then('DeploymentOpened');
    given(anEmptyWorld()).when(blocking({})).then('DeploymentOpened');
  });

  it('comes before everything else', () => {
    given(anEmptyWorld()).when({ type: 'Tick', at: NOON, principal: ENGINE }).thenRefused('no-such-deployment');
  });
});

import { describe, expect, it } from 'vitest';
import { anOpenCalendar, aRelease, aUnitSpec, NOON } from '../../../testing/builders.ts';
import { aSuccessor } from '../../../testing/journey.ts';
import { theEffect } from '../../../testing/story.ts';
import { hours, minutes, seconds } from '../../kernel/duration.ts';
import type { DeploymentId } from '../../kernel/id.ts';
import { later } from '../../kernel/instant.ts';
import { nextWakeAt } from '../next-wake.ts';
import type { Deployment } from '../state.ts';

describe('while a person is asked for approval', () => {
  it('it expires when nobody answers before the deadline', () => {
    const here = aSuccessor().upTo('awaiting-approval');

    here.wait(hours(3)).when({ type: 'Tick' }).then();
    expect(here.wait(hours(4)).when({ type: 'Tick' }).then('DeploymentStopped').deployment).toMatchObject({
      phase: 'expired',
    });
  });

  it('it is rehearsed again when stable changed', () => {
    const here = aSuccessor().upTo('awaiting-approval');
    const stable = { release: aRelease('9'), deployment: 'dep_x' as DeploymentId, since: NOON };

    here
      .in({ ...here.world, production: { ...here.world.production, stable } })
      .when({ type: 'Tick' })
      .then('DeploymentReturned');
  });

  it('it is rehearsed again when the rehearsal grew too old', () => {
    const spec = aUnitSpec({ evidenceMaxAge: hours(1) });
    const here = aSuccessor({ spec }).upTo('awaiting-approval');

    here
      .wait(hours(1) - 2_000)
      .when({ type: 'Tick' })
      .then();
    here.wait(hours(1)).when({ type: 'Tick' }).then('DeploymentReturned');
  });
});

describe('the calendar', () => {
  const source = { kind: 'cron', name: 'freeze', cron: '0 0 * * *', duration: hours(1), timezone: 'UTC' } as const;
  const spec = aUnitSpec({ windows: { sources: [source], onOpen: 'hold', lookahead: 'start' } });
  const ending = (inHours: number) => ({ intervals: [], knownUntil: later(NOON, hours(inHours)) });

  it('is read again before it runs out', () => {
    const here = aSuccessor({ spec }, ending(24));

    here.wait(hours(17)).when({ type: 'Tick' }).then();
    const due = here.wait(hours(18)).when({ type: 'Tick' }).then('CalendarRunsOut');
    expect(theEffect(due, 'read-calendar').windows).toEqual(spec.windows);
  });

  it('is not read where there are no windows', () => {
    aSuccessor({}, ending(5)).wait(minutes(2)).when({ type: 'Tick' }).then();
  });

  it('that cannot be read, or reaches no further, is read again a while later, not at once', () => {
    const here = aSuccessor({ spec }, ending(1)).wait(minutes(2)).say({ type: 'Tick' });
    const { id } = theEffect(here.world, 'read-calendar');
    const failed = here.in(
      here.when({ type: 'RecordEffectFailed', effect: id, problem: 'x', retryable: true }).then('CalendarRead'),
    );

    failed.when({ type: 'Tick' }).then();
    expect(nextWakeAt(failed.world.deployment as Deployment, failed.at)).toBeGreaterThan(failed.at + seconds(30));
    const again = failed.in(failed.wait(minutes(2)).when({ type: 'Tick' }).then('CalendarRunsOut'));
    expect(theEffect(again.world, 'read-calendar').id).not.toBe(id);
    again
      .when({ type: 'RecordCalendar', effect: id, calendar: anOpenCalendar() })
      .thenRefused('effect-not-outstanding');
  });

  it('that is known again lets what waited for it go on in the same moment', () => {
    const waiting = aSuccessor({ spec }, ending(1)).upTo('awaiting-approval').wait(hours(2)).upTo('queued');
    expect(waiting.world.deployment).toMatchObject({ waitsFor: 'window' });
    const due = waiting.say({ type: 'Tick' });
    const { id } = theEffect(due.world, 'read-calendar');

    due.when({ type: 'RecordCalendar', effect: id, calendar: anOpenCalendar() }).then('CalendarRead', 'PreflightDue');
  });
});

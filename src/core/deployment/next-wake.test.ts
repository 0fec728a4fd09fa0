import { describe, expect, it } from 'vitest';
import { ADA, anOpenCalendar, aUnitSpec, NOON } from '../../testing/builders.ts';
import { aSuccessor, GOOD_HEALTH, type Journey } from '../../testing/journey.ts';
import { hours, minutes, seconds } from '../kernel/duration.ts';
import { later } from '../kernel/instant.ts';
import { nextWakeAt } from './next-wake.ts';
import type { AwaitingApproval, Deployment, RollingOut } from './state.ts';

const wake = (here: Journey, now = here.at) => nextWakeAt(here.world.deployment as Deployment, now);

describe('the alarm', () => {
  it('is not set where only an answer from outside can move the deployment', () => {
    expect(wake(aSuccessor())).toBeNull();
    expect(wake(aSuccessor().upTo('completed'))).toBeNull();
  });

  it('rings at the approval’s deadline', () => {
    const here = aSuccessor().upTo('awaiting-approval');

    expect(wake(here)).toBe((here.world.deployment as AwaitingApproval).deadline);
  });

  it('rings at the deployment timeout, and not while a person holds', () => {
    const here = aSuccessor().upTo('rolling-out');
    const { promotedAt } = here.world.deployment as RollingOut;

    expect(wake(here)).toBe(later(promotedAt, hours(2)));
    expect(wake(here.say({ type: 'HoldDeployment', reason: 'x', principal: ADA }))).toBeGreaterThan(
      later(promotedAt, hours(20)),
    );
  });

  it('rings at once when the timeout had run out in the moment a person held', () => {
    const here = aSuccessor().upTo('rolling-out').wait(hours(2));
    const held = here.say({ type: 'HoldDeployment', reason: 'x', principal: ADA });

    expect(wake(held)).toBe(held.at);
    held.when({ type: 'Tick' }).then('RollbackStarted');
  });

  it('rings at the health timeout', () => {
    const here = aSuccessor().upTo('rolling-out');
    const ill = here.say({ type: 'RecordHealth', health: { ...GOOD_HEALTH, candidate: { healthy: 0, total: 2 } } });

    expect(wake(ill)).toBe(later(ill.at, minutes(1)));
  });

  it('rings when a window opens and when it is over', () => {
    const freeze = { name: 'freeze', from: later(NOON, hours(1)), to: later(NOON, hours(2)) };
    const spec = aUnitSpec({ windows: { sources: [], onOpen: 'hold', lookahead: 'start' } });
    const here = aSuccessor({ spec }, { ...anOpenCalendar(), intervals: [freeze] }).upTo('rolling-out');

    expect(wake(here)).toBe(freeze.from);
    const held = here.wait(hours(1)).say({ type: 'Tick' });
    expect(wake(held)).toBe(freeze.to);
  });

  it('does not forget what fell due while nobody looked', () => {
    const here = aSuccessor().upTo('rolling-out');
    const { promotedAt } = here.world.deployment as RollingOut;
    const due = later(promotedAt, hours(2));

    expect(wake(here, later(due, seconds(30)))).toBe(due);
  });

  it('rings for a reminder as long as nobody answers for a rollback', () => {
    const back = aSuccessor().upTo('rolling-out').say({ type: 'RollbackDeployment', reason: 'x' }).upTo('rolled-back');

    expect(wake(back)).toBe(later(back.at, minutes(60)));
  });
});

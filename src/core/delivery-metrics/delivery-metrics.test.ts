import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOON } from '../../testing/builders.ts';
import type { DeploymentEvent } from '../deployment/event.ts';
import { hours, minutes } from '../kernel/duration.ts';
import { instant, later } from '../kernel/instant.ts';
import { type Delivered, deliveredOf } from './delivered.ts';
import { deliveryMetrics } from './delivery-metrics.ts';

const at = (hour: number) => later(NOON, hours(hour));
const TO = at(14 * 24);

/** A deployment that took an hour to reach users and another to have all traffic. */
const aDelivery = (openedAt: number, changes: Partial<Delivered> = {}): Delivered => ({
  ...{ unit: 'checkout', environment: 'production', isRestoration: false, isFixForward: false, isStopped: false },
  ...{
    openedAt: at(openedAt),
    reachedAt: at(openedAt + 1),
    deployedAt: at(openedAt + 2),
    failedAt: null,
    recoveredAt: null,
  },
  ...changes,
});
const aFailure = (openedAt: number, changes: Partial<Delivered> = {}): Delivered =>
  aDelivery(openedAt, {
    ...{ deployedAt: null, failedAt: at(openedAt + 2), recoveredAt: later(at(openedAt + 2), minutes(1)) },
    ...changes,
  });
const aRestoration = (openedAt: number): Delivered =>
  aDelivery(openedAt, {
    ...{ isRestoration: true, reachedAt: null, deployedAt: null },
    ...{ failedAt: at(openedAt), recoveredAt: later(at(openedAt), minutes(3)) },
  });
const STOPPED = { isStopped: true, reachedAt: null, deployedAt: null };
const metrics = (...delivered: readonly Delivered[]) => deliveryMetrics(delivered, NOON, TO);

describe('the metrics of delivery', () => {
  it('are nothing, and not zero, where nothing was measured', () => {
    const { frequency, leadTime, changeFail, recovery, rework } = metrics();

    expect(frequency).toEqual({ perWeek: 0, count: 0 });
    expect([leadTime.median, recovery.mostly, changeFail.share, rework.share]).toEqual([null, null, null, null]);
  });

  it('count what had all production traffic, by the week', () => {
    const { frequency, weeks } = metrics(aDelivery(1), aDelivery(30), aDelivery(8 * 24), aFailure(60));

    expect(frequency).toEqual({ perWeek: 1.5, count: 3 });
    expect(weeks.map(({ deployed, failed }) => [deployed, failed])).toEqual([
      [2, 1],
      [1, 0],
    ]);
  });

  it('take the lead time from asking to all traffic', () => {
    const slow = aDelivery(10, { deployedAt: at(20) });

    expect(metrics(aDelivery(1), aDelivery(5), slow).leadTime).toMatchObject({ median: hours(2), count: 3 });
    expect(metrics(slow).leadTime.mostly).toBe(hours(10));
  });

  it('count as failed what users met: what was stopped before is in no figure', () => {
    const { changeFail, excluded } = metrics(aDelivery(1), aFailure(10), aDelivery(20, STOPPED));

    expect(changeFail).toEqual({ share: 0.5, count: 1, of: 2 });
    expect(excluded.stopped).toBe(1);
  });

  it('count as failed what a restoration undid later, and the restoration as no deployment', () => {
    const { changeFail, frequency, recovery } = metrics(aDelivery(1), aDelivery(10), aRestoration(30));

    expect(changeFail).toEqual({ share: 0.5, count: 1, of: 2 });
    expect(frequency.count).toBe(2);
    expect(recovery).toMatchObject({ median: minutes(3), count: 1 });
  });

  it('leave a rollback that is not over out of the times, and say so', () => {
    const { recovery, excluded } = metrics(aFailure(1), aFailure(10, { recoveredAt: null }));

    expect(recovery).toMatchObject({ median: minutes(1), count: 1 });
    expect(excluded.unrecovered).toBe(1);
  });

  it('call rework what mends: the first after a failure there, and what was sent into a red production', () => {
    const elsewhere = aDelivery(12, { unit: 'search' });

    expect(metrics(aFailure(1), aDelivery(10), aDelivery(20), elsewhere).rework).toEqual({
      share: 0.25,
      count: 1,
      of: 4,
    });
    expect(metrics(aDelivery(1, { isFixForward: true })).rework.count).toBe(1);
  });

  it('count each thing when it happened: what was asked for before a range may be deployed in it', () => {
    const before = aDelivery(-1);

    expect(metrics(before).frequency.count).toBe(1);
    expect(deliveryMetrics([before], at(3), TO).frequency.count).toBe(0);
  });

  it('never have more of a kind than there are, whatever the history', () => {
    const moment = fc.oneof(fc.constant(null), fc.integer({ min: -100, max: 400 }).map(at));
    const any = fc.record({
      unit: fc.constantFrom('checkout', 'search'),
      environment: fc.constant('production'),
      openedAt: fc.integer({ min: -100, max: 400 }).map(at),
      ...{ reachedAt: moment, deployedAt: moment, failedAt: moment, recoveredAt: moment },
      ...{ isRestoration: fc.boolean(), isFixForward: fc.boolean(), isStopped: fc.boolean() },
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (delivered) => {
        const { changeFail, rework, frequency, weeks } = deliveryMetrics(delivered, NOON, TO);

        for (const { share, count, of } of [changeFail, rework]) {
          expect(count).toBeLessThanOrEqual(of);
          expect(share === null).toBe(of === 0);
        }
        expect(weeks.reduce((sum, week) => sum + week.deployed, 0)).toBe(frequency.count);
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});

describe('what is measured of one deployment', () => {
  const opening = { spec: { name: 'checkout' }, environment: 'production', openedAt: NOON };
  const told = (...events: readonly object[]) =>
    deliveredOf(
      events.map((event, index) => ({ at: instant(NOON + index), ...event })) as never as readonly DeploymentEvent[],
    );
  const opened = { type: 'DeploymentOpened', opening };
  const shifted = (candidate: number) => ({ type: 'TrafficShifted', traffic: { kind: 'split', candidate } });

  it('is nothing without a beginning', () => {
    expect(told()).toBeNull();
  });

  it('reaches users with the first of their requests, and not before', () => {
    expect(told(opened, shifted(0), shifted(50), { type: 'ProductionDeployed' })).toMatchObject({
      reachedAt: NOON + 2,
      deployedAt: NOON + 3,
      failedAt: null,
    });
  });

  it('fails when it begins to go back, and is over when stable was looked at', () => {
    expect(told(opened, shifted(50), { type: 'RollbackStarted' }, { type: 'StableVerified' })).toMatchObject({
      failedAt: NOON + 2,
      recoveredAt: NOON + 3,
    });
  });

  it('is a failure of what served from its beginning where it restores', () => {
    expect(told({ type: 'RestorationOpened', opening })).toMatchObject({ isRestoration: true, failedAt: NOON });
  });
});

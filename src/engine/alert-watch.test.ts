import { expect, it } from 'vitest';
import type { SeenAlert } from '../core/alert/seen-alert.ts';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { DriverError } from '../ports/driver-error.ts';
import { engineBench } from '../testing/fakes/engine-bench.ts';

const SLOW: SeenAlert = { name: 'Slow', severity: 'page', since: null, summary: '' };

/** A bench whose unit has a monitoring system that answers so. */
async function aBench(firing: () => Promise<readonly SeenAlert[]>) {
  const journal = new MemoryJournal();
  const bench = await engineBench(journal);
  Object.assign(bench.machine.drivers, { alerts: () => [{ name: 'prometheus', firing }] });
  /** What each look came to that was noted: the names of what fired, or why it could not be asked. */
  const looks = async () =>
    (await journal.read('measurements/dep_2'))
      .filter(({ type }) => type === 'AlertsSeen' || type === 'AlertsUnseen')
      .map(({ body }) => body as unknown as { alerts?: readonly SeenAlert[]; why?: string })
      .map(({ alerts, why }) => alerts?.map(({ name }) => name) ?? why);
  return { bench, looks };
}

it('alerts are noted when others fire than at the look before, and the judge judges on', async () => {
  let alerts: readonly SeenAlert[] = [];
  const { bench, looks } = await aBench(async () => alerts);
  await bench.canary();
  alerts = [SLOW];
  await bench.clock.advance(seconds(20));
  await bench.life.until('dep_2', 'completed', minutes(10));

  const noted = await looks();
  await bench.end();

  expect(noted).toEqual([[], ['Slow']]);
});

it('a monitoring system that cannot be asked is noted once, and what fires after that anew', async () => {
  let isAway = false;
  const { bench, looks } = await aBench(async () => {
    if (isAway) throw new DriverError('asking it failed: ECONNREFUSED', { retryable: true });
    return [SLOW];
  });
  await bench.canary();
  isAway = true;
  await bench.clock.advance(seconds(16));
  isAway = false;
  await bench.life.until('dep_2', 'completed', minutes(10));

  const noted = await looks();
  await bench.end();

  expect(noted).toEqual([['Slow'], 'asking it failed: ECONNREFUSED', ['Slow']]);
});

it.each([
  ['fails', () => Promise.reject(new DriverError('down', { retryable: true })), 'down'],
  ['never answers', () => new Promise<never>(() => undefined), 'no answer within 5 s'],
])('a monitoring system that %s is noted, and changes nothing', async (_, firing, why) => {
  const { bench, looks } = await aBench(firing);
  await bench.canary();
  await bench.life.until('dep_2', 'completed', minutes(10));

  const noted = await looks();
  await bench.end();

  expect(noted).toEqual([why]);
  expect(bench.life.problems).toEqual([]);
});

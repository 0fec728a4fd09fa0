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
  const seen = async () =>
    (await journal.read('measurements/dep_2'))
      .filter(({ type }) => type === 'AlertsSeen')
      .map(({ body }) => (body as unknown as { alerts: readonly SeenAlert[] }).alerts.map(({ name }) => name));
  return { bench, seen };
}

it('alerts are noted when others fire than at the look before, and the judge judges on', async () => {
  let alerts: readonly SeenAlert[] = [];
  const { bench, seen } = await aBench(async () => alerts);
  await bench.canary();
  alerts = [SLOW];
  await bench.clock.advance(seconds(20));
  await bench.life.until('dep_2', 'completed', minutes(10));

  const noted = await seen();
  await bench.end();

  expect(noted).toEqual([[], ['Slow']]);
});

it('a monitoring system that never answers, or fails, changes nothing', async () => {
  let looks = 0;
  const { bench, seen } = await aBench(() => {
    looks += 1;
    return looks % 2 === 0
      ? Promise.reject(new DriverError('down', { retryable: true }))
      : new Promise(() => undefined);
  });
  await bench.canary();
  await bench.life.until('dep_2', 'completed', minutes(10));

  const noted = await seen();
  await bench.end();

  expect(looks).toBeGreaterThan(0);
  expect(noted).toEqual([]);
  expect(bench.life.problems).toEqual([]);
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { liveOf } from '../api/live.ts';
import { minutes, seconds } from '../core/kernel/duration.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import type { Measurement } from '../core/verdict/measurement.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { DriverError } from '../ports/driver-error.ts';
import { reportFrom } from '../report/report.ts';
import { markdownOf } from '../report/write.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';
import { memoryMetricSource } from '../testing/fakes/memory-metric-source.ts';
import { seeded } from '../testing/latency-traffic.ts';
import { toDeploymentEvent } from './encoding.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
});
afterEach(() => bench.end());

const NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, -0, 0.5, 1e308, 2 ** 53, 7, 100];
const TEXTS = ['', 'x', '\ud800', '\u0000', '\u202e', 'x'.repeat(5_000), '__proto__'];

/** Measurements that no source should ever tell, each other than the last. */
function hostile(seed: number): () => Measurement {
  const chance = seeded(seed);
  const one = <Value>(of: readonly Value[]): Value => of[Math.floor(chance() * of.length)] as Value;
  const number = (): number => (chance() < 0.5 ? Math.floor(chance() * 200) : one(NUMBERS));
  const latency = (): unknown =>
    one([
      null,
      { kind: 'own', counts: [[number(), number()]] },
      { kind: 'own', counts: [[2_228, Number.NaN]] },
      { kind: 'foreign', edges: [number(), number()], counts: [number(), number(), number()] },
      { kind: 'foreign', edges: [], counts: [] },
    ]);
  const track = (): unknown =>
    one([
      { kind: 'counts', requests: number(), errors: number(), latency: latency() },
      { kind: 'counts', requests: 100, errors: 0, latency: null },
      { kind: 'absent', why: one(['nan', 'empty', 'mystery']), detail: one(TEXTS) },
      {},
    ]);
  const named = (): Record<string, number> => ({ orders: number(), [one(TEXTS)]: number() });
  let second = 0;
  return () => {
    second += 1;
    return {
      source: one(TEXTS),
      cursor: `${second}${one(TEXTS)}`,
      sourceTime: number(),
      covers: one([1, 1, 1, Number.NaN, -5, 1e9]),
      tracks: { stable: track(), candidate: track() },
      values: { stable: named(), candidate: named() },
      ratios: { stable: { paid: { of: number(), events: number() } }, candidate: {} },
      routed: one([null, { stable: number(), candidate: number() }]),
    } as unknown as Measurement;
  };
}

/** Every number that is none, by its place. */
function impossibleIn(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path}: ${value}`];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inside]) => impossibleIn(inside, `${path}/${key}`));
}

it.each([1, 2, 3, 4, 5, 6])(
  'whatever a source tells, no number that is none reaches journal, API or report, and nobody else is held up (seed %i)',
  async (seed) => {
    const { life, machine, clock, journal } = bench;
    const tell = hostile(seed);
    const orders = memoryMetricSource('orders');
    machine.site('checkout').feeds.push({ source: { ...orders, read: async () => [tell()] }, interval: seconds(2) });
    await bench.canary(aQuickUnit());
    await bench.approved('dep_3', '3', aQuickUnit({ name: 'basket' }));
    await life.until('dep_3', ({ phase }) => phase === 'rolling-out' || phase === 'baking', minutes(2));
    machine.site('checkout').metrics.read = async () => {
      if (seed % 3 === 0) throw new DriverError('told \ud800', { retryable: false });
      return [tell(), tell()];
    };

    for (let second = 0; second < 45; second += 1) {
      await clock.advance(seconds(1));
      const live = liveOf(life.look('dep_2'));
      expect(impossibleIn(live)).toEqual([]);
      expect(JSON.parse(JSON.stringify(live))).toEqual(live);
    }

    expect(life.problems).toEqual([]);
    const events = (await journal.read('deployment/dep_2')).map(toDeploymentEvent);
    const measured = (await journal.read('measurements/dep_2')).map(
      ({ type, body }) => ({ type, ...(body as object) }) as JudgingRecord,
    );
    expect(measured.length).toBeGreaterThan(20);
    expect(impossibleIn([events, measured])).toEqual([]);
    const report = reportFrom('post', { events, measured });
    expect(impossibleIn(report)).toEqual([]);
    expect(report === null ? '' : markdownOf(report)).not.toMatch(/NaN|Infinity|undefined|null/);
    const others = (await journal.read('measurements/dep_3')).filter(({ type }) => type === 'BlockClosed');
    const gaps = others.map(({ at }, index) => at - (others[index - 1]?.at ?? at));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2_000);
  },
);

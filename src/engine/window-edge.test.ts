import { expect, it } from 'vitest';
import { hours, milliseconds, minutes, seconds } from '../core/kernel/duration.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import type { StrategySpec } from '../core/strategy/strategy.ts';
import type { UnitSpec } from '../core/unit/unit.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { aBlueGreen, anEnvironment, aRolling } from '../testing/builders.ts';
import { aQuickUnit, type EngineBench, engineBench, QUICK } from '../testing/fakes/engine-bench.ts';
import type { DriverCall } from '../testing/fakes/simulated-machine.ts';

/** In milliseconds, around the moment at which something would begin. */
const OFFSETS = [-5, 0, 5];
const LENGTH = seconds(15);
const count = (value: number) => ({ kind: 'count', count: value }) as const;

const WAYS: readonly (readonly [name: string, rollout: StrategySpec | null])[] = [
  ['canary', null],
  ['blue-green', aBlueGreen({ validationPeriod: QUICK })],
  ['rolling, the new instances first', aRolling({ batchDuration: QUICK })],
  ['rolling, the old first', aRolling({ batchDuration: QUICK, maxSurge: count(0), maxUnavailable: count(1) })],
];

function unitOf(rollout: StrategySpec | null): UnitSpec {
  const source = { kind: 'cron', name: 'freeze', cron: '0 0 * * *', duration: hours(1), timezone: 'UTC' } as const;
  const spec = aQuickUnit({ windows: { sources: [source], onOpen: 'hold', lookahead: 'start' } });
  if (rollout === null) return spec;
  const bake = { duration: QUICK, smoke: null, gates: null };
  const production = anEnvironment('production', { rollout, bake });
  return { ...spec, environments: { ...spec.environments, production } };
}

/** Everything that the second deployment does to production, looks aside, where a window opens at a moment. */
async function forwardCalls(spec: UnitSpec, opensAt: Instant | null): Promise<readonly DriverCall[]> {
  const bench = await engineBench(new MemoryJournal());
  try {
    await bench.serving(spec);
    const from = bench.machine.calls.length;
    const intervals = opensAt === null ? [] : [{ name: 'freeze', from: opensAt, to: later(opensAt, LENGTH) }];
    bench.machine.calendar = (_from, until) => ({ intervals, knownUntil: until });
    await bench.approved('dep_2', '2', spec);
    await bench.life.until('dep_2', 'completed', minutes(30));
    return bench.machine.calls.slice(from).filter(isForward);
  } finally {
    await end(bench);
  }
}

async function end(bench: EngineBench): Promise<void> {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
}

const isForward = ({ site, effect, act }: DriverCall): boolean =>
  site === 'checkout/production' && effect !== '' && (act.startsWith('target.') || act.startsWith('router.'));

it.each(WAYS)(
  '%s: of all that goes forward nothing is done inside a window, to the millisecond, whichever came first',
  async (_, rollout) => {
    const spec = unitOf(rollout);
    const calm = await forwardCalls(spec, null);
    const moments = [...new Set(calm.map(({ at }) => at))];
    expect(moments.length).toBeGreaterThanOrEqual(2);

    for (const moment of moments) {
      for (const offset of OFFSETS) {
        const opensAt = later(moment as Instant, milliseconds(offset));
        const done = await forwardCalls(spec, opensAt);

        const inside = done.filter(({ at }) => at >= opensAt && at < opensAt + LENGTH);
        expect(inside.map(({ act, at }) => `${act} ${at - opensAt} ms after the window opened`)).toEqual([]);
        expect(done.length).toBe(calm.length);
      }
    }
  },
);

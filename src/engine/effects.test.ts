import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { DriverError } from '../ports/driver-error.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
});
afterEach(async () => {
  await bench.end();
});

const { signal } = new AbortController();
const away = () => new DriverError('nobody answers', { retryable: true });

describe('an effect that fails', () => {
  it('is tried again under the next id, one second and then two later, and then goes on as if nothing had been', async () => {
    const { life, machine } = bench;
    const tries: [string, number][] = [];
    machine.interpose = ({ act, effect, at }) => {
      if (act !== 'builder.build') return;
      tries.push([effect, at]);
      if (tries.length <= 2) throw away();
    };

    await life.open('dep_1', '1', aQuickUnit());
    await life.until('dep_1', 'awaiting-approval');

    const first = tries[0]?.[1] ?? 0;
    expect(tries.map(([effect, at]) => [effect, at - first])).toEqual([
      ['dep_1/packaging/build-artifacts/1#build-app', 0],
      ['dep_1/packaging/build-artifacts/2#build-app', 1_000],
      ['dep_1/packaging/build-artifacts/3#build-app', 3_000],
    ]);
  });

  it('for good ends the deployment with what the driver said', async () => {
    const { life, machine } = bench;
    machine.interpose = ({ act }) => {
      if (act === 'builder.build') throw new DriverError('no compiler', { retryable: false });
    };

    await life.open('dep_1', '1', aQuickUnit());
    await life.until('dep_1', 'packaging-failed', seconds(2));

    expect(life.deployment('dep_1')).toMatchObject({ problem: 'no compiler' });
  });

  it('with a fault of our own is tried again too, and logged with where it was', async () => {
    const { life, machine } = bench;
    let tries = 0;
    machine.interpose = ({ act }) => {
      if (act === 'builder.build' && ++tries === 1) throw new TypeError('of undefined');
    };

    await life.open('dep_1', '1', aQuickUnit());
    await life.until('dep_1', 'awaiting-approval');

    expect(life.problems).toEqual([expect.stringMatching(/an effect ended with an unexpected error.*TypeError/)]);
  });

  it('though it was done, because its answer was lost, is done once', async () => {
    const { life, machine } = bench;
    await bench.serving();
    machine.site('checkout').target.loseNextAnswer('prepare');

    await bench.approved('dep_2', '2');
    await life.until('dep_2', ({ phase }) => phase === 'rolling-out', seconds(5));
    await bench.clock.advance(seconds(5));

    const { instances } = await machine.site('checkout').target.observe(signal);
    expect(instances.map(({ track }) => track)).toEqual(['stable', 'stable', 'candidate', 'candidate']);
  });
});

describe('a result that comes late', () => {
  it('changes nothing: the step back waits for the step forward to end, then takes it back', async () => {
    const { life, machine, clock } = bench;
    await bench.serving();
    let answer = (): void => undefined;
    let asked: AbortSignal | undefined;
    machine.interpose = async (call) => {
      if (call.act !== 'target.prepare' || call.site !== 'checkout/production') return;
      asked = call.signal;
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
    };
    await bench.approved('dep_2', '2');
    await clock.advance(seconds(5));
    await life.say('dep_2', { type: 'RollbackDeployment', reason: 'not today' });
    await clock.advance(seconds(5));
    expect(asked?.aborted).toBe(true);
    expect(life.deployment('dep_2').phase).toBe('rolling-back');

    answer();
    await life.until('dep_2', 'rolled-back', seconds(30));

    const events = await life.events('dep_2');
    expect(events).not.toContain('CandidatePrepared');
    const { instances } = await machine.site('checkout').target.observe(signal);
    expect(instances.every(({ track }) => track === 'stable')).toBe(true);
  });
});

describe('the guard, asked at the last moment', () => {
  it('refuses what a window that opened since the decision forbids; it goes on by itself when that is over', async () => {
    const { life, machine, clock } = bench;
    await bench.serving();
    // The candidate's shift to 25 % is decided half a second before the window opens; looking at the target takes a second.
    const opens = { at: 0 };
    let isSlow = false;
    machine.calendar = (from, knownUntil) => {
      opens.at = from + 14_000;
      const window = { name: 'lunch', from: later(from, seconds(14)), to: later(from, minutes(2)) };
      return { intervals: [window], knownUntil };
    };
    machine.interpose = async ({ act, site, at }) => {
      if (act !== 'target.observe' || site !== 'checkout/production' || at < opens.at - 3_000 || isSlow) return;
      const { phase, ...rest } = life.deployment('dep_2');
      if (phase !== 'rolling-out' || !('step' in rest) || rest.step !== 'shift') return;
      isSlow = true;
      await clock.wait(5_000);
    };
    await bench.approved('dep_2', '2', withWindows('start'));
    await life.until('dep_2', (one) => 'holds' in one && one.holds.length > 0, minutes(2));

    expect(isSlow).toBe(true);
    expect(clock.wall()).toBeGreaterThanOrEqual(opens.at);
    expect(life.deployment('dep_2')).toMatchObject({
      step: 'shift',
      stage: { index: 1 },
      holds: [{ reason: 'window' }],
    });
    const weights = () =>
      machine.calls.filter(({ act, site }) => act === 'router.shift' && site === 'checkout/production').slice(1);
    await clock.advance(minutes(1));
    expect(weights()).toHaveLength(1);

    await life.until('dep_2', 'completed', minutes(4));

    expect(weights()[1]?.at).toBeGreaterThanOrEqual(opens.at - 14_000 + minutes(2));
  });

  it('refuses while what a rollback would return to is not there, and tries again by itself', async () => {
    const { life, machine, clock } = bench;
    await bench.canary();
    const { target } = machine.site('checkout');
    const stable = (await target.observe(signal)).instances.filter((one) => one.track === 'stable');
    for (const { id } of stable) target.setHealthy(id, false);

    await life.until('dep_2', (one) => 'holds' in one && one.holds.length > 0, minutes(2));
    expect(life.deployment('dep_2')).toMatchObject({ holds: [{ reason: 'guard' }], stage: { index: 1 } });
    await clock.advance(seconds(35));
    const refused = (await life.entries('dep_2')).filter(({ type }) => type === 'HoldPlaced').map(({ at }) => at);
    expect(refused.map((at) => at - (refused[0] ?? 0))).toEqual([0, 10_000, 20_000, 30_000]);
    expect(machine.calls.filter(({ effect }) => effect.includes('shift-1'))).toEqual([]);

    for (const { id } of stable) target.setHealthy(id, true);
    await life.until('dep_2', 'completed', minutes(3));
  });
});

function withWindows(lookahead: 'start' | 'whole-run') {
  const source = { kind: 'cron', name: 'lunch', cron: '0 12 * * *', duration: minutes(2), timezone: 'UTC' } as const;
  return aQuickUnit({ windows: { sources: [source], onOpen: 'hold', lookahead } });
}

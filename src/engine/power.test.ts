import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes } from '../core/kernel/duration.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { aUnitSpec } from '../testing/builders.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';
import { toDeploymentEvent } from './encoding.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
});
afterEach(async () => {
  await bench.end();
  expect(bench.life.problems).toEqual([]);
});

const { verdict } = aUnitSpec();

/** What was noted beside the plan of a deployment when it was sealed. */
async function powerOf(id: string) {
  const events = (await bench.life.entries(id)).map(toDeploymentEvent);
  const sealed = events.find((event) => event.type === 'PlanSealed');
  return sealed?.power;
}

/** An hour in which hardly anybody comes. */
async function aQuietHour(): Promise<void> {
  bench.machine.site('checkout').load.requestsPerSecond = 10;
  await bench.clock.advance(hours(1));
}

describe('the power check when a plan is sealed', () => {
  it('reads what stable did, and lets in what can be proven', async () => {
    await bench.serving();
    expect(await powerOf('dep_1')).toEqual({ kind: 'unknown', why: 'a first release, nothing serves yet' });

    await bench.clock.advance(minutes(2));
    await bench.life.open('dep_2', '2', aQuickUnit());
    await bench.life.until('dep_2', 'awaiting-approval', minutes(1));

    const power = await powerOf('dep_2');
    expect(power).toMatchObject({ kind: 'known', stages: [{ name: 'stage 1', gates: [{ state: 'enough' }] }, {}, {}] });
  });

  it('ends a deployment whose gates cannot be proven, before it touches staging', async () => {
    await bench.serving();
    await aQuietHour();

    await bench.life.open('dep_2', '2', aQuickUnit());
    await bench.life.until('dep_2', 'packaging-failed', minutes(1));

    const deployment = bench.life.deployment('dep_2');
    expect('problem' in deployment && deployment.problem).toMatch(
      /"error_rate < 1%" \(stage 1, 5 % for 10s\) cannot be proven/,
    );
    expect(await bench.life.events('dep_2')).not.toContain('StagingStarted');
  });

  it('lets it in when the plan accepts that a person decides, and says so beside the plan', async () => {
    await bench.serving();
    await aQuietHour();

    await bench.life.open('dep_2', '2', aQuickUnit({ verdict: { ...verdict, underpowered: 'accept' } }));
    await bench.life.until('dep_2', 'awaiting-approval', minutes(1));

    expect(await powerOf('dep_2')).toMatchObject({
      kind: 'known',
      stages: [{ gates: [{ state: 'too-few' }] }, {}, {}],
    });
  });

  it('refuses nothing when the source does not answer', async () => {
    await bench.serving();
    await aQuietHour();
    bench.machine.site('checkout').metrics.setReachable(false);

    await bench.life.open('dep_2', '2', aQuickUnit());
    await bench.life.until('dep_2', 'awaiting-approval', minutes(1));

    expect(await powerOf('dep_2')).toEqual({ kind: 'unknown', why: 'memory: memory does not answer' });
  });
});

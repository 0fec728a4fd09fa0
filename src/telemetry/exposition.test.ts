import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';
import { Exposition } from './exposition.ts';

let bench: EngineBench;
let exposition: Exposition;
let dead = 0;
const begin = async (): Promise<Exposition> => {
  exposition = await Exposition.begin({
    journal: bench.journal,
    store: { deployment: (id) => ({ state: bench.life.deployment(id), version: 0, lastAt: 0 }) },
    engine: { sources: () => [] },
    ...{ clock: bench.clock, current: (entry) => entry, version: '1.2.3', isChainOk: () => true },
    notifications: () => ({ waiting: 0, sent: 3, dead }),
  });
  return exposition;
};
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
});
afterEach(async () => {
  exposition.stop();
  await bench.end();
});

/** The value of a line by its metric and some of its labels; undefined where there is none. */
async function value(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
  const lines = (await exposition.text()).split('\n').filter((line) => line.startsWith(`${name}{`));
  const found = lines.find((line) => Object.entries(labels).every(([key, one]) => line.includes(`${key}="${one}"`)));
  return found === undefined ? undefined : Number(found.split(' ').at(-1));
}

describe('/metrics', () => {
  it('counts phases, stages, verdicts and waits from the record, also of the time before it was first asked', async () => {
    await bench.serving();
    await begin();
    const place = { unit: 'checkout', environment: 'production' };

    expect(await value('plimsoll_deployments_total', { ...place, phase: 'completed' })).toBe(1);
    expect(await value('plimsoll_approval_wait_seconds_count', place)).toBe(1);

    await bench.approved('dep_2', '2');
    await bench.life.until('dep_2', 'completed', minutes(10));

    expect(await value('plimsoll_deployments_total', { ...place, phase: 'completed', strategy: 'canary' })).toBe(1);
    expect(await value('plimsoll_stage_seconds_count', { ...place, strategy: 'canary' })).toBe(3);
    expect(await value('plimsoll_verdicts_total', { ...place, verdict: 'pass' })).toBeGreaterThan(0);
    expect(await value('plimsoll_requests_total', { ...place, track: 'candidate' })).toBeGreaterThan(0);
    expect(await value('plimsoll_requests_total', { ...place, track: 'stable' })).toBeGreaterThan(0);
  });

  it('counts on after a restart where it was: the same record gives the same counts', async () => {
    await begin();
    await bench.serving();
    const before = await value('plimsoll_deployments_total', { phase: 'baking' });
    exposition.stop();

    await begin();

    expect(before).toBe(1);
    expect(await value('plimsoll_deployments_total', { phase: 'baking' })).toBe(before);
  });

  it('tells what is true now, and of nothing that is over', async () => {
    await begin();
    await bench.canary();
    await bench.life.say('dep_2', { type: 'HoldDeployment', reason: 'look first' });
    await bench.clock.advance(seconds(3));

    expect(await value('plimsoll_holds', { reason: 'person' })).toBe(1);
    expect(await value('plimsoll_candidate_weight_ratio')).toBe(0.05);
    expect(await value('plimsoll_phase_age_seconds', { phase: 'rolling-out' })).toBeGreaterThan(0);
    expect(await value('plimsoll_chain_ok')).toBeUndefined();

    await bench.life.say('dep_2', { type: 'RollbackDeployment', reason: 'no' });
    await bench.life.until('dep_2', 'rolled-back', minutes(5));

    expect(await value('plimsoll_holds', { reason: 'person' })).toBeUndefined();
    expect(await value('plimsoll_checkpoint_age_seconds', { checkpoint: 'after-rollback' })).toBeGreaterThanOrEqual(0);
    expect(await value('plimsoll_rollback_seconds_count', { until: 'verified' })).toBe(1);
    expect(await exposition.text()).toContain('\nplimsoll_chain_ok 1\n');
  });

  it('has the time that is left for a question, and messages that were given up', async () => {
    await begin();
    await bench.life.open('dep_1', '1', aQuickUnit());
    await bench.life.until('dep_1', 'awaiting-approval', minutes(1));
    dead = 2;

    const left = await value('plimsoll_checkpoint_left_seconds', { checkpoint: 'production-promotion' });

    expect(left).toBeGreaterThan(3_000);
    expect(await value('plimsoll_notifications', { delivery: 'dead' })).toBe(2);
  });

  it('names no deployment, release or person: there would be a series for each for ever', async () => {
    await begin();
    await bench.serving();

    expect(await exposition.text()).not.toMatch(/dep_1|person:|sha256/);
  });
});

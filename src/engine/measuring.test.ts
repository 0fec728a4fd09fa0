import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { milliseconds, minutes, seconds } from '../core/kernel/duration.ts';
import type { Block } from '../core/verdict/block.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import type { Entry } from '../ports/journal.ts';
import { aQuickUnit, type EngineBench, engineBench, QUICK } from '../testing/fakes/engine-bench.ts';
import { memoryMetricSource } from '../testing/fakes/memory-metric-source.ts';

let bench: EngineBench;
beforeEach(async () => {
  bench = await engineBench(new MemoryJournal());
});
afterEach(() => bench.end());

/** Appends of measurements, each as the streams it wrote to. */
function followMeasurements(): string[][] {
  const appends: string[][] = [];
  bench.journal.follow((entries: readonly Entry[]) => {
    const streams = entries.map(({ stream }) => stream).filter((stream) => stream.startsWith('measurements/'));
    if (streams.length > 0) appends.push(streams);
  });
  return appends;
}

it('two deployments are measured in one commit a second', async () => {
  const { life, clock } = bench;
  await bench.approved('dep_1', '1');
  await bench.approved('dep_2', '2', aQuickUnit({ name: 'basket' }));
  await life.until('dep_1', 'baking');
  await life.until('dep_2', 'baking');
  const appends = followMeasurements();

  await clock.advance(seconds(5));

  expect(appends).toEqual(Array(5).fill(['measurements/dep_2', 'measurements/dep_1']));
});

it('nothing is measured and nothing written while nobody is in production', async () => {
  const { life, clock, journal } = bench;
  await life.open('dep_1', '1', aQuickUnit());
  await life.until('dep_1', 'awaiting-approval');
  const { seq } = await journal.head();

  await clock.advance(minutes(10));

  expect((await journal.head()).seq).toBe(seq);
});

it('a source that fails holds its own deployment only', async () => {
  const { life, machine } = bench;
  await bench.serving();
  await bench.serving(aQuickUnit({ name: 'basket' }), 'dep_b1');
  await bench.approved('dep_2', '2');
  await bench.approved('dep_3', '3', aQuickUnit({ name: 'basket' }));
  await life.until('dep_3', (one) => one.phase === 'rolling-out' && one.stage.since !== null);
  machine.site('checkout').metrics.setReachable(false);

  await life.until('dep_3', 'completed', minutes(3));

  expect(life.deployment('dep_2')).toMatchObject({ phase: 'rolling-out', stage: { index: 0 } });
});

it('a verdict says which measurements it stands on, down to the hash of the last', async () => {
  const { life, journal } = bench;
  await bench.canary();
  await life.until('dep_2', 'completed', minutes(3));

  const verdicts = (await life.entries('dep_2')).filter(({ type }) => type === 'VerdictRecorded');
  const measured = await journal.read('measurements/dep_2');
  expect(verdicts.length).toBeGreaterThanOrEqual(6);
  for (const { body } of verdicts) {
    const { stream, to, digest } = (
      body as { verdict: { measurements: { stream: string; to: number; digest: string } } }
    ).verdict.measurements;
    expect([stream, digest]).toEqual(['measurements/dep_2', measured[to - 1]?.hash]);
  }
});

it('what was served while the control plane was away is read later: each second once, as evidence but not as time', async () => {
  const { life, journal, clock } = bench;
  await bench.canary();
  await clock.advance(seconds(2));
  life.kill();
  await clock.advance(seconds(20));
  await life.start();
  await clock.advance(seconds(2));

  const blocks = (await journal.read('measurements/dep_2'))
    .filter(({ type }) => type === 'BlockClosed')
    .map(({ body }) => body as { cursor: string; block: { untimed: boolean } });
  const read = blocks.map(({ cursor }) => Number(cursor.split('/')[1]));
  expect(read).toEqual(read.map((_, index) => (read[0] ?? 0) + index));
  expect(read.length).toBeGreaterThan(22);
  expect(blocks.filter(({ block }) => block.untimed)).toHaveLength(19);
});

it('a record that cannot be folded sets its deployment aside, and the others go on, also after a restart', async () => {
  const { life, journal, clock } = bench;
  await bench.serving();
  await bench.approved('dep_2', '2');
  await bench.approved('dep_3', '3', aQuickUnit({ name: 'basket' }));
  await life.until('dep_3', 'baking');
  await life.until('dep_2', ({ phase }) => phase === 'rolling-out');
  life.kill();
  await journal.append({
    writes: [
      {
        stream: 'deployment/dep_2',
        expectedVersion: 'any',
        entries: [{ type: 'DeploymentClosed', schema: 1, body: {} }],
      },
    ],
    ...{ requestId: 'not-ours', epoch: 1, at: clock.wall(), steady: 0 },
    ...{ principal: { kind: 'system', name: 'engine' }, proof: 'none' },
  });
  const before = await life.events('dep_2');

  await life.start();
  await life.until('dep_3', 'completed', minutes(2));

  expect(await life.say('dep_2', { type: 'HoldDeployment', reason: 'x' })).toMatchObject({ kind: 'refusal' });
  expect(await life.events('dep_2')).toEqual(before);
});

/** What was recorded of a deployment's measurements, with when, in milliseconds of virtual time. */
async function recorded(id: string) {
  return (await bench.journal.read(`measurements/${id}`)).map(({ type, at, body }) => ({
    type,
    at,
    body: body as unknown as { block: Block; why: string | null; detail: string; source: string },
  }));
}

const blocksOf = (records: Awaited<ReturnType<typeof recorded>>) =>
  records.filter(({ type }) => type === 'BlockClosed');

describe('a source that hangs', () => {
  it('delays nobody else: the others are measured each second as before', async () => {
    const { machine, clock } = bench;
    await bench.approved('dep_1', '1');
    await bench.approved('dep_2', '2', aQuickUnit({ name: 'basket' }));
    await bench.life.until('dep_1', 'baking');
    await bench.life.until('dep_2', 'baking');
    machine.site('checkout').metrics.setHanging(true);
    const from = clock.wall();

    await clock.advance(seconds(8));

    const times = blocksOf(await recorded('dep_2')).flatMap(({ at }) => (at > from ? [at - from] : []));
    expect(times.length).toBeGreaterThanOrEqual(7);
    for (const [index, time] of times.slice(1).entries()) expect(time - (times[index] ?? 0)).toBeLessThanOrEqual(1_200);
  });

  it('is absent for being late, and never counted as zero requests', async () => {
    const { machine, clock } = bench;
    await bench.canary();
    machine.site('checkout').metrics.setHanging(true);
    const from = clock.wall();

    await clock.advance(seconds(7));

    const said = blocksOf(await recorded('dep_2')).filter(({ at }) => at > from + 1_000);
    expect(said.map(({ body }) => body.block.candidate)).toEqual([{ kind: 'absent', why: 'timeout', routed: null }]);
    expect(bench.life.deployment('dep_2')).toMatchObject({
      stage: { index: 0, verdict: { state: 'hold', reason: 'absent' } },
    });
  });

  it('is asked again when it answers, and what it missed is evidence', async () => {
    const { machine, clock, life } = bench;
    await bench.canary();
    machine.site('checkout').metrics.setHanging(true);
    await clock.advance(seconds(20));
    machine.site('checkout').metrics.setHanging(false);

    await life.until('dep_2', 'completed', minutes(3));

    const counted = blocksOf(await recorded('dep_2')).flatMap(({ body: { block } }) =>
      block.stable.kind === 'counts' ? [block] : [],
    );
    expect(counted.filter(({ untimed }) => untimed).length).toBeGreaterThan(10);
  });
});

describe('a source that is asked every ten seconds', () => {
  const slow = () => aQuickUnit({ metrics: { source: { type: 'router' }, interval: seconds(10) } });

  it('brings ten seconds at a time, and a stage lasts no shorter than its plan says', async () => {
    const { life } = bench;
    await bench.canary(slow());
    await life.until('dep_2', 'completed', minutes(5));

    const looks = new Set(blocksOf(await recorded('dep_2')).map(({ at }) => at));
    const gaps = [...looks].map((at, index) => at - ([...looks][index - 1] ?? at)).slice(2);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(9_000);
    const advanced = (await life.entries('dep_2')).filter(({ type }) =>
      ['TrafficShifted', 'StageAdvanced'].includes(type),
    );
    const [shifted, next] = advanced;
    expect((next?.at ?? 0) - (shifted?.at ?? 0)).toBeGreaterThanOrEqual(QUICK);
  });

  it('is asked again inside the interval when it failed once, and nothing is absent', async () => {
    const { machine, clock } = bench;
    await bench.canary(slow());
    const { metrics } = machine.site('checkout');
    await clock.advance(seconds(11));
    const lastLook = blocksOf(await recorded('dep_2')).at(-1)?.at ?? 0;
    await clock.advance(milliseconds(lastLook + 9_400 - clock.wall()));
    metrics.setReachable(false);
    await clock.advance(seconds(3));
    metrics.setReachable(true);
    await clock.advance(seconds(20));

    const absent = blocksOf(await recorded('dep_2')).filter(({ body }) => body.block.stable.kind === 'absent');
    expect(absent).toEqual([]);
  });

  it('is absent when it failed to the end of the interval', async () => {
    const { machine, clock } = bench;
    await bench.canary(slow());
    machine.site('checkout').metrics.setReachable(false);

    await clock.advance(seconds(25));

    const absent = blocksOf(await recorded('dep_2')).filter(({ body }) => body.block.stable.kind === 'absent');
    expect(absent.map(({ body }) => body.block.stable)).toContainEqual({ kind: 'absent', why: 'error', routed: null });
    expect(absent.length).toBeLessThanOrEqual(2);
  });
});

describe('how a source does', () => {
  it('is recorded when it changes, under its own name, and moves no evidence', async () => {
    const { machine, clock } = bench;
    await bench.canary();
    const { metrics } = machine.site('checkout');
    metrics.setReachable(false);
    await clock.advance(seconds(5));
    metrics.setReachable(true);
    await clock.advance(seconds(5));

    const changes = (await recorded('dep_2')).filter(({ type }) => type === 'SourceHealthChanged');
    expect(changes.map(({ body: { source, why, detail } }) => [source, why, detail])).toEqual([
      ['memory', 'error', 'memory does not answer'],
      ['memory', null, ''],
    ]);
  });
});

describe('a second source', () => {
  it('adds its values to what the first one counts, as often as it is asked; its failure holds no count up', async () => {
    const { machine, clock, life } = bench;
    const orders = memoryMetricSource('orders');
    machine.site('checkout').feeds.push({ source: orders, interval: seconds(5) });
    await bench.canary();
    for (const value of [30, 31, 32]) {
      orders.tell({ orders: value });
      orders.tick();
      await clock.advance(seconds(5));
    }
    orders.setHanging(true);
    await life.until('dep_2', 'completed', minutes(3));

    const blocks = blocksOf(await recorded('dep_2')).map(({ body }) => body.block);
    const told = blocks.flatMap(({ values }) => ('orders' in values.candidate ? [values.candidate.orders] : []));
    expect(told).toEqual([30, 31, 32]);
    expect(blocks.every(({ stable }) => stable.kind === 'counts')).toBe(true);
    const changes = (await recorded('dep_2')).filter(({ type }) => type === 'SourceHealthChanged');
    expect(changes.map(({ body: { source, why } }) => [source, why])).toEqual([['orders', 'timeout']]);
  });
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { minutes, seconds } from '../core/kernel/duration.ts';
import { MemoryJournal } from '../journal/memory/memory-journal.ts';
import type { Entry } from '../ports/journal.ts';
import { aQuickUnit, type EngineBench, engineBench } from '../testing/fakes/engine-bench.ts';

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
  expect(blocks.filter(({ block }) => block.untimed)).toHaveLength(17);
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

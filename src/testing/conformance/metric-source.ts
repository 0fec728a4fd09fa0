import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Track } from '../../core/unit/environment.ts';
import type { Measurement } from '../../core/verdict/measurement.ts';
import type { MetricSource } from '../../ports/metric-source.ts';
import { PASSING } from './workspace.ts';

/** Requests of one tick, and how many of them fail. */
export type Served = Readonly<Partial<Record<Track, { readonly requests: number; readonly errors: number }>>>;

/** What a metric source brings to its suite. */
export interface MetricSourceRig {
  make(): MetricSource;
  /** Lets the tracks serve and one tick of the source go by. */
  tick(served?: Served): Promise<void>;
  /** Ends the source and starts it again; what it had counted may be gone. */
  restart(): Promise<void>;
  /** Lets the source answer no more. */
  goAway(): Promise<void>;
  tearDown(): Promise<void>;
}

/** The rules of every metric source that counts requests per track. */
export function metricSourceConformance(name: string, setUp: () => Promise<MetricSourceRig>): void {
  describe(`metric source ${name}`, () => {
    let rig: MetricSourceRig;
    let source: MetricSource;
    const { signal } = new AbortController();

    beforeEach(async () => {
      rig = await setUp();
      source = rig.make();
    });
    afterEach(() => rig.tearDown());

    /** Starts now and gives the position. */
    async function now(): Promise<string> {
      await rig.tick();
      const newest = (await source.read(null, signal)).at(-1);
      if (newest === undefined) throw new Error('the source gave no position');
      return newest.cursor;
    }
    const summary = ({ tracks, routed }: Measurement) => [
      ...[tracks.stable, tracks.candidate].map((track) =>
        track.kind === 'counts' ? [track.requests, track.errors] : track.why,
      ),
      routed === null ? null : [routed.stable, routed.candidate],
    ];

    it('starts now: with no position it gives the newest tick at most', async () => {
      await rig.tick({ stable: { requests: 3, errors: 0 } });
      await rig.tick({ stable: { requests: 2, errors: 0 } });

      const ticks = await source.read(null, signal);

      expect(ticks.map(summary)).toEqual([
        [
          [2, 0],
          [0, 0],
          [2, 0],
        ],
      ]);
    });

    it('counts requests and errors of each track', async () => {
      const from = await now();
      await rig.tick({ stable: { requests: 5, errors: 1 }, candidate: { requests: 2, errors: 2 } });

      const ticks = await source.read(from, signal);

      expect(ticks.map(summary)).toEqual([
        [
          [5, 1],
          [2, 2],
          [5, 2],
        ],
      ]);
    });

    it('says zero, not nothing, of a tick without requests', async () => {
      const from = await now();
      await rig.tick();
      await rig.tick();

      const none = [
        [0, 0],
        [0, 0],
        [0, 0],
      ];
      expect((await source.read(from, signal)).map(summary)).toEqual([none, none]);
    });

    it('has a duration for every request that it counts', async () => {
      const from = await now();
      await rig.tick({ stable: { requests: 4, errors: 1 } });

      const [tick] = await source.read(from, signal);

      const stable = tick?.tracks.stable;
      expect(stable?.kind === 'counts' && stable.latency.reduce((sum, [, count]) => sum + count, 0)).toBe(4);
    });

    it('delivers what was missed, oldest first, each tick once', async () => {
      const from = await now();
      for (const requests of [1, 2, 3, 4]) await rig.tick({ candidate: { requests, errors: 0 } });

      const first = await source.read(from, signal);
      const rest = await rig.make().read(first[1]?.cursor ?? '', signal);

      expect(first.map((tick) => tick.routed?.candidate)).toEqual([1, 2, 3, 4]);
      expect(rest.map((tick) => tick.routed?.candidate)).toEqual([3, 4]);
      expect(await source.read(rest.at(-1)?.cursor ?? '', signal)).toEqual([]);
    });

    it('gives the same answer to the same question', async () => {
      const from = await now();
      await rig.tick({ stable: { requests: 3, errors: 0 } });

      expect(await source.read(from, signal)).toEqual(await source.read(from, signal));
    });

    it('names itself, and its time rises by what a tick covers', async () => {
      const from = await now();
      await rig.tick();
      await rig.tick();

      const [first, second] = await source.read(from, signal);

      expect(first?.source).toBe(source.name);
      expect((second?.sourceTime ?? 0) - (first?.sourceTime ?? 0)).toBe(first?.covers);
    });

    it('gives all of a new start to whoever asks with a position of the old one, under a time that rises', async () => {
      const from = await now();
      await rig.tick({ stable: { requests: 1, errors: 0 } });
      const [before] = await source.read(from, signal);
      await rig.restart();
      await rig.tick({ stable: { requests: 7, errors: 0 } });
      await rig.tick({ stable: { requests: 8, errors: 0 } });

      const after = await source.read(before?.cursor ?? '', signal);

      expect(after.map((tick) => tick.routed?.stable)).toEqual([7, 8]);
      expect(after.every((tick) => tick.sourceTime > (before?.sourceTime ?? Number.NaN))).toBe(true);
    });

    it('rejects when it cannot be reached, and says so when pinged', async () => {
      const from = await now();
      expect(await source.ping(signal)).toMatchObject({ ok: true });
      await rig.goAway();

      await expect(source.read(from, signal)).rejects.toMatchObject(PASSING);
      expect(await source.ping(signal)).toMatchObject({ ok: false });
    });

    it('honours a signal that was given already', async () => {
      await expect(source.read(null, AbortSignal.abort(new Error('stopped')))).rejects.toMatchObject(PASSING);
    });
  });
}

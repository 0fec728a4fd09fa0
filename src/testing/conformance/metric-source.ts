import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Track } from '../../core/unit/environment.ts';
import type { Measurement } from '../../core/verdict/measurement.ts';
import type { MetricSource } from '../../ports/metric-source.ts';
import { PASSING } from './workspace.ts';

/** Requests of one tick, and how many of them fail. */
export type Served = Readonly<Partial<Record<Track, { readonly requests: number; readonly errors: number }>>>;

/** What sources differ in. Everything else they have in common. */
export interface MetricSourceTraits {
  /** Whether a first look tells the newest tick, or only begins to count. */
  readonly begins: 'with-newest-tick' | 'with-nothing';
  /** Whether it knows how many requests were sent to each track. */
  readonly routes: boolean;
  /** Whether ticks that nobody read come one by one later, or in one sum. */
  readonly missedTicks: 'one-by-one' | 'in-one-sum';
  /** Why it has no durations; absent where it counts one for every request. */
  readonly withoutDurations?: string;
}

/** What a metric source brings to its suite. */
export interface MetricSourceRig {
  make(): MetricSource;
  /** Lets the tracks serve and one tick of the source go by. */
  tick(served?: Served): Promise<void>;
  /** Ends the source and starts it again; what it had counted may be gone. */
  restart(): Promise<void>;
  /** Lets the source answer no more. */
  goAway(): Promise<void>;
  /** Takes away all that is known of a track, from now on. Left out where that cannot be: the router always counts both. */
  lose?(track: Track): Promise<void>;
  tearDown(): Promise<void>;
}

/** The rules of every metric source that counts requests per track. */
export function metricSourceConformance(
  name: string,
  traits: MetricSourceTraits,
  setUp: () => Promise<MetricSourceRig>,
): void {
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
    type Counted = readonly [requests: number, errors: number];
    const tick = (stable: Counted, candidate: Counted) => [
      stable,
      candidate,
      traits.routes ? [stable[0], candidate[0]] : null,
    ];
    const requestsOf = (rows: readonly Measurement[], of: Track): readonly (number | string)[] =>
      rows.map(({ tracks }) => (tracks[of].kind === 'counts' ? tracks[of].requests : tracks[of].why));
    /** Missed ticks as this source tells them. */
    const missed = (requests: readonly number[]): readonly number[] =>
      traits.missedTicks === 'one-by-one' ? requests : [requests.reduce((sum, one) => sum + one, 0)];

    it('starts now: with no position it gives the newest tick at most', async () => {
      await rig.tick({ stable: { requests: 3, errors: 0 } });
      await rig.tick({ stable: { requests: 2, errors: 0 } });

      const [first, ...others] = await source.read(null, signal);

      const newest = traits.begins === 'with-newest-tick' ? 2 : 0;
      expect(others).toEqual([]);
      expect(first?.tracks.stable).toMatchObject({ kind: 'counts', requests: newest, errors: 0 });
      if (traits.begins === 'with-nothing') expect(first?.covers).toBe(0);
    });

    it('counts requests and errors of each track', async () => {
      const from = await now();
      await rig.tick({ stable: { requests: 5, errors: 1 }, candidate: { requests: 2, errors: 2 } });

      const ticks = await source.read(from, signal);

      expect(ticks.map(summary)).toEqual([tick([5, 1], [2, 2])]);
    });

    it('says zero, not nothing, of a tick without requests', async () => {
      const from = await now();
      await rig.tick();
      await rig.tick();

      const ticks = await source.read(from, signal);

      expect(ticks.map(summary)).toEqual(missed([0, 0]).map(() => tick([0, 0], [0, 0])));
      for (const { tracks } of ticks) {
        expect(tracks.stable).not.toHaveProperty('fresh', false);
        expect(tracks.candidate).not.toHaveProperty('fresh', false);
      }
    });

    it('has a duration for every request that it counts, or none at all', async () => {
      const from = await now();
      await rig.tick({ stable: { requests: 4, errors: 1 } });

      const [tick] = await source.read(from, signal);

      const stable = tick?.tracks.stable;
      const latency = stable?.kind === 'counts' ? stable.latency : null;
      if (traits.withoutDurations !== undefined) {
        expect(stable).toMatchObject({ kind: 'counts', requests: 4, latency: null });
        return;
      }
      const counts = latency?.kind === 'own' ? latency.counts.map(([, count]) => count) : (latency?.counts ?? []);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
    });

    it('delivers what was missed, oldest first, each tick once', async () => {
      const from = await now();
      for (const requests of [1, 2, 3, 4]) await rig.tick({ candidate: { requests, errors: 0 } });

      const first = await source.read(from, signal);

      expect(requestsOf(first, 'candidate')).toEqual(missed([1, 2, 3, 4]));
      expect(await source.read(first.at(-1)?.cursor ?? '', signal)).toEqual([]);
      if (traits.missedTicks === 'in-one-sum') return;
      const rest = await rig.make().read(first[1]?.cursor ?? '', signal);
      expect(requestsOf(rest, 'candidate')).toEqual([3, 4]);
    });

    it('gives the same answer to the same question', async () => {
      const from = await now();
      await rig.tick({ stable: { requests: 3, errors: 0 } });

      expect(await source.read(from, signal)).toEqual(await source.read(from, signal));
    });

    it('names itself, and its time rises by what a tick covers', async () => {
      const from = await now();
      await rig.tick();
      const [first] = await source.read(from, signal);
      await rig.tick();
      const [second] = await source.read(first?.cursor ?? '', signal);

      expect(first?.source).toBe(source.name);
      const passed = (second?.sourceTime ?? 0) - (first?.sourceTime ?? 0);
      expect(passed).toBeGreaterThan(0);
      expect(Math.round(passed)).toBe(second?.covers);
    });

    it('gives all of a new start to whoever asks with a position of before it, under a time that rises', async () => {
      const from = await now();
      await rig.tick({ stable: { requests: 1, errors: 0 } });
      const [before] = await source.read(from, signal);
      await rig.restart();
      await rig.tick({ stable: { requests: 7, errors: 0 } });
      await rig.tick({ stable: { requests: 8, errors: 0 } });

      const after = await source.read(before?.cursor ?? '', signal);

      expect(requestsOf(after, 'stable')).toEqual(missed([7, 8]));
      expect(after.every((tick) => tick.sourceTime > (before?.sourceTime ?? Number.NaN))).toBe(true);
    });

    it('rejects when it cannot be reached, and says so when pinged', async () => {
      const from = await now();
      expect(await source.ping(signal)).toMatchObject({ ok: true });
      await rig.goAway();

      await expect(source.read(from, signal)).rejects.toMatchObject(PASSING);
      expect(await source.ping(signal)).toMatchObject({ ok: false });
    });

    it('tells a track of which it knows nothing as absent, and never as zero', async () => {
      const from = await now();
      if (rig.lose === undefined) return;
      await rig.lose('candidate');
      await rig.tick({ stable: { requests: 1, errors: 0 } });
      const lost = await source.read(from, signal);
      await rig.tick({ stable: { requests: 2, errors: 0 } });

      const rows = await source.read(lost.at(-1)?.cursor ?? '', signal);

      expect(rows.at(-1)?.tracks.candidate.kind).toBe('absent');
      expect(rows.at(-1)?.tracks.stable.kind).toBe('counts');
    });

    it('honours a signal that was given already', async () => {
      await expect(source.read(null, AbortSignal.abort(new Error('stopped')))).rejects.toMatchObject(PASSING);
    });
  });
}

import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { Track } from '../../core/unit/environment.ts';
import { DriverError } from '../../ports/driver-error.ts';
import type { Instance, Placement, Target, TargetState } from '../../ports/target.ts';
import { type LeftOut, ruleOf } from './rules.ts';
import { anEffect, LASTING, PASSING, PATIENTLY } from './workspace.ts';

/** How the instances of a placement behave. */
export type Behaviour = 'serves' | 'never-healthy' | 'ends-at-once';

/** What a target driver brings to its suite. */
export interface TargetRig {
  /**
   * The target; made again it is the same one, as a control plane that was started again finds it. An impatient one soon
   * gives up on instances that are not healthy.
   */
  make(isImpatient?: boolean): Target;
  placement(asked: { release: string; track: Track; instances: number; behaviour: Behaviour }): Placement;
  /** Ends an instance from outside, as a crash does, and resolves when it is gone. */
  crash(instance: Instance): Promise<void>;
  /** Ends whatever is left. */
  tearDown(): Promise<void>;
  /** How many instances it shows of so many; absent: all. */
  readonly shown?: (instances: number) => number;
}

/** The rules of every target. */
export function targetConformance(name: string, setUp: () => Promise<TargetRig>, leftOut: LeftOut = {}): void {
  describe(`target ${name}`, () => {
    const it = ruleOf(leftOut);
    const shown = (instances: number): number => rig.shown?.(instances) ?? instances;
    let rig: TargetRig;
    let target: Target;
    const { signal } = new AbortController();

    beforeEach(async () => {
      rig = await setUp();
      target = rig.make();
    });
    afterEach(() => rig.tearDown());

    const place = (release: string, track: Track = 'stable', instances = 2, behaviour: Behaviour = 'serves') =>
      rig.placement({ release, track, instances, behaviour });
    const ids = (state: TargetState, track?: Track) =>
      state.instances
        .filter((one) => track === undefined || one.track === track)
        .map((one) => one.id)
        .sort();
    const one = (state: TargetState): Instance => {
      const [first] = state.instances;
      if (first === undefined) throw new Error('no instance');
      return first;
    };
    /** Looks until it is so; a target may need several looks to see an instance well again. */
    async function observeUntil(isSo: (state: TargetState) => boolean): Promise<TargetState> {
      let seen: TargetState = { instances: [] };
      const look = async () => {
        seen = await target.observe(signal);
        return isSo(seen);
      };
      await expect.poll(look, PATIENTLY).toBe(true);
      return seen;
    }
    const areWell = (state: TargetState) => state.instances.length > 0 && state.instances.every((each) => each.healthy);

    it('is empty at first', async () => {
      expect(await target.observe(signal)).toEqual({ instances: [] });
    });

    it('prepares as many healthy instances as asked, each with its own id and address', async () => {
      const placement = place('rel_1', 'candidate', 3);

      const state = await target.prepare(placement, anEffect('prepare/1'));

      expect(state.instances).toHaveLength(shown(3));
      for (const instance of state.instances) {
        expect(instance).toMatchObject({ track: 'candidate', releaseId: 'rel_1', alive: true, healthy: true });
        expect(instance).toMatchObject({ restarts: 0, crashLooping: false });
        expect(instance.artifactDigests).toEqual(placement.release.artifacts.map((artifact) => artifact.digest));
        expect(instance.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      }
      expect(new Set(state.instances.map((instance) => instance.address)).size).toBe(shown(3));
      expect(new Set(ids(state)).size).toBe(shown(3));
    });

    it('knows its instances again when it is started again', async () => {
      const before = await target.prepare(place('rel_1'), anEffect('prepare/1'));

      const after = await rig.make().observe(signal);

      expect(after).toEqual(before);
    });

    it('does a repeated effect once, also at the same time and after a start', async () => {
      const placement = place('rel_1');
      const [first, second] = await Promise.all([
        target.prepare(placement, anEffect('prepare/1')),
        target.prepare(placement, anEffect('prepare/1')),
      ]);
      const third = await rig.make().prepare(placement, anEffect('prepare/1'));

      expect(ids(first)).toHaveLength(shown(2));
      expect(ids(second)).toEqual(ids(first));
      expect(ids(third)).toEqual(ids(first));
    });

    it('adds nothing for a placement that is there already, and only what is missing', async () => {
      const first = await target.prepare(place('rel_1'), anEffect('prepare/1'));

      const again = await target.prepare(place('rel_1'), anEffect('prepare/2'));
      const more = await target.prepare(place('rel_1', 'stable', 3), anEffect('prepare/3'));

      expect(ids(again)).toEqual(ids(first));
      expect(ids(more)).toHaveLength(shown(3));
      expect(ids(more)).toEqual(expect.arrayContaining(ids(first)));
    });

    it('keeps the tracks apart, also for one release on both', async () => {
      await target.prepare(place('rel_1', 'stable'), anEffect('prepare/1'));
      const state = await target.prepare(place('rel_1', 'candidate', 1), anEffect('prepare/2'));

      expect(ids(state, 'stable')).toHaveLength(shown(2));
      expect(ids(state, 'candidate')).toHaveLength(1);
    });

    it('refuses effects of a lower epoch, also after a start, and does none of them', async () => {
      const before = await target.prepare(place('rel_1'), anEffect('prepare/1', { epoch: 5 }));

      for (const each of [target, rig.make()]) {
        await expect(each.prepare(place('rel_2'), anEffect('prepare/2', { epoch: 4 }))).rejects.toMatchObject(LASTING);
        await expect(each.retire(ids(before), anEffect('retire/1', { epoch: 4 }))).rejects.toMatchObject(LASTING);
        await expect(each.settle('rel_1', anEffect('settle/1', { epoch: 4 }))).rejects.toMatchObject(LASTING);
      }
      expect(await target.observe(signal)).toEqual(before);
    });

    it.each<Behaviour>(['never-healthy', 'ends-at-once'])(
      'rejects a placement whose instances are %s, and leaves none of them',
      async (behaviour) => {
        const stable = await target.prepare(place('rel_1'), anEffect('prepare/1'));

        const preparing = rig.make(true).prepare(place('rel_2', 'candidate', 2, behaviour), anEffect('prepare/2'));

        await expect(preparing).rejects.toBeInstanceOf(DriverError);
        await expect(preparing).rejects.toThrow('0 of 2 became healthy');
        expect(await target.observe(signal)).toEqual(stable);
      },
    );

    it('starts an instance that ended by itself again, under its id and address', async () => {
      const before = await target.prepare(place('rel_1', 'stable', 1), anEffect('prepare/1'));

      await rig.crash(one(before));
      const after = await observeUntil(areWell);

      expect(one(after)).toEqual({ ...one(before), restarts: 1 });
    });

    it('stops starting one that ends again and again, and leaves the others alone', async () => {
      const before = await target.prepare(place('rel_1'), anEffect('prepare/1'));
      const [looping, steady] = ids(before);
      const find = (state: TargetState, id = looping) => state.instances.find((each) => each.id === id);

      for (let ends = 0; ends < 3; ends += 1) {
        const state = await observeUntil((seen) => find(seen)?.alive === true);
        await rig.crash(find(state) ?? one(state));
      }
      const after = await target.observe(signal);

      expect(find(after)).toMatchObject({ alive: false, healthy: false, restarts: 2, crashLooping: true });
      expect(find(after, steady)).toMatchObject({ alive: true, healthy: true, restarts: 0, crashLooping: false });
      expect(find(await rig.make().observe(signal))).toMatchObject({ alive: false, crashLooping: true });
    });

    it('replaces a crash-looping instance when its placement is prepared again', async () => {
      const [looping] = ids(await target.prepare(place('rel_1', 'stable', 1), anEffect('prepare/1')));
      for (let ends = 0; ends < 3; ends += 1) {
        await rig.crash(one(await observeUntil((seen) => one(seen).alive)));
      }
      expect(one(await target.observe(signal)).crashLooping).toBe(true);

      const state = await target.prepare(place('rel_1', 'stable', 1), anEffect('prepare/2'));

      expect(state.instances).toHaveLength(1);
      expect(one(state)).toMatchObject({ healthy: true, crashLooping: false });
      expect(one(state).id).not.toBe(looping);
    });

    it('retires just the instances named, and takes unknown ones as gone', async () => {
      await target.prepare(place('rel_1', 'stable'), anEffect('prepare/1'));
      const both = await target.prepare(place('rel_2', 'candidate'), anEffect('prepare/2'));

      const after = await target.retire([...ids(both, 'candidate'), 'ins_unknown'], anEffect('retire/1'));
      const repeated = await rig.make().retire(ids(both), anEffect('retire/1'));

      expect(ids(after)).toEqual(ids(both, 'stable'));
      expect(ids(repeated)).toEqual(ids(both, 'stable'));
      expect(areWell(after)).toBe(true);
    });

    it('settles the candidate as stable and keeps the former stable running as candidate', async () => {
      await target.prepare(place('rel_1', 'stable'), anEffect('prepare/1'));
      const before = await target.prepare(place('rel_2', 'candidate'), anEffect('prepare/2'));

      const after = await target.settle('rel_2', anEffect('settle/1'));

      expect(ids(after, 'stable')).toEqual(ids(before, 'candidate'));
      expect(ids(after, 'candidate')).toEqual(ids(before, 'stable'));
      expect(areWell(after)).toBe(true);
      expect(await target.settle('rel_2', anEffect('settle/1'))).toEqual(after);
      expect(await rig.make().settle('rel_2', anEffect('settle/2'))).toEqual(after);
    });

    it('refuses to settle a release that does not run', async () => {
      const before = await target.prepare(place('rel_1', 'stable'), anEffect('prepare/1'));

      await expect(target.settle('rel_2', anEffect('settle/1'))).rejects.toMatchObject(LASTING);

      expect(await target.observe(signal)).toEqual(before);
    });

    it('does nothing when it is stopped before it begins', async () => {
      const before = await target.prepare(place('rel_1', 'stable'), anEffect('prepare/1'));
      const stopped = (id: string) => anEffect(id, { signal: AbortSignal.abort() });

      await expect(target.prepare(place('rel_2', 'candidate'), stopped('prepare/2'))).rejects.toMatchObject(PASSING);
      await expect(target.retire(ids(before), stopped('retire/1'))).rejects.toMatchObject(PASSING);
      await expect(target.settle('rel_1', stopped('settle/1'))).rejects.toMatchObject(PASSING);
      await expect(target.observe(AbortSignal.abort())).rejects.toMatchObject(PASSING);

      expect(await target.observe(signal)).toEqual(before);
    });

    it('stops preparing when it is told to, and what it started can be found and retired', async () => {
      const stop = new AbortController();
      const placement = place('rel_1', 'candidate', 2, 'never-healthy');
      const preparing = target.prepare(placement, anEffect('prepare/1', { signal: stop.signal }));
      preparing.catch(() => undefined);
      const seen = await observeUntil((state) => state.instances.length === shown(2));

      stop.abort();

      await expect(preparing).rejects.toMatchObject(PASSING);
      expect(ids(await target.observe(signal))).toEqual(ids(seen));
      expect(await target.retire(ids(seen), anEffect('retire/1'))).toEqual({ instances: [] });
    });
  });
}

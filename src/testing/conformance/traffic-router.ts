import { afterEach, beforeEach, describe, expect } from 'vitest';
import { weight } from '../../core/kernel/weight.ts';
import type { Member, Traffic, TrafficRouter } from '../../ports/traffic-router.ts';
import { type LeftOut, ruleOf } from './rules.ts';
import { anEffect, LASTING, PASSING, PATIENTLY } from './workspace.ts';

/** What a traffic router brings to its suite. */
export interface TrafficRouterRig {
  /** The router; made again it is the same one, as a control plane that was started again finds it. */
  make(): TrafficRouter;
  /** An instance that can answer requests. */
  member(id: string): Promise<Member>;
  /** Sends users' requests and says which member answered each; undefined where none did. */
  send(count: number): Promise<readonly (string | undefined)[]>;
  /** A user's request that a member has begun to answer and ends when told; `finish` says whether it was answered whole. */
  begin(): Promise<{ readonly member: string; finish(): Promise<boolean> }>;
  tearDown(): Promise<void>;
}

/** The rules of every traffic router. */
export function trafficRouterConformance(
  name: string,
  setUp: () => Promise<TrafficRouterRig>,
  leftOut: LeftOut = {},
): void {
  describe(`traffic router ${name}`, () => {
    const it = ruleOf(leftOut);
    let rig: TrafficRouterRig;
    let router: TrafficRouter;
    const { signal } = new AbortController();
    let [a, b, c]: Member[] = [];
    const given = (member: Member | undefined): Member => member ?? { id: '', address: '' };

    beforeEach(async () => {
      rig = await setUp();
      router = rig.make();
      [a, b, c] = [await rig.member('a'), await rig.member('b'), await rig.member('c')];
    });
    afterEach(() => rig.tearDown());

    const split = (permille: number): Traffic => ({ kind: 'split', candidate: weight(permille) ?? (0 as never) });
    const OUT: Traffic = { kind: 'out-of-service' };
    const opened = (permille: number) =>
      router.members({ stable: [given(a)], candidate: [given(b)], traffic: split(permille) }, anEffect('open'));
    const countOf = (answers: readonly (string | undefined)[], id: string) => answers.filter((by) => by === id).length;

    it('is out of service until it is told otherwise', async () => {
      expect(await router.observe(signal)).toMatchObject({ traffic: OUT, stable: [], candidate: [], draining: [] });
      expect(await rig.send(3)).toEqual([undefined, undefined, undefined]);
    });

    it('takes members and traffic as one change and says what is in force', async () => {
      const seen = await opened(50);

      expect(seen).toEqual({ traffic: split(50), stable: [a], candidate: [b], draining: [], address: seen.address });
      expect(await router.observe(signal)).toEqual(seen);
    });

    it('gives the candidate its exact share', async () => {
      for (const share of [1, 333]) {
        await opened(0);
        await router.shift(split(share), anEffect(`share-${share}`));

        const answers = await rig.send(1000);

        expect([countOf(answers, 'a'), countOf(answers, 'b')]).toEqual([1000 - share, share]);
      }
    });

    it('answers nobody while out of service, and keeps its members', async () => {
      await opened(0);

      const seen = await router.shift(OUT, anEffect('out'));

      expect(seen).toMatchObject({ traffic: OUT, stable: [a], candidate: [b] });
      expect(await rig.send(2)).toEqual([undefined, undefined]);
    });

    it('leaves as it is what a change does not name', async () => {
      await opened(50);

      expect(await router.members({ candidate: [given(b), given(c)] }, anEffect('more'))).toMatchObject({
        traffic: split(50),
        stable: [a],
        candidate: [b, c],
      });
    });

    it('refuses to send traffic to a track without members', async () => {
      await router.members({ stable: [given(a)], traffic: split(0) }, anEffect('open'));

      await expect(router.shift(split(1), anEffect('up'))).rejects.toMatchObject(LASTING);
      await expect(router.members({ stable: [] }, anEffect('empty'))).rejects.toMatchObject(LASTING);
      expect(await router.observe(signal)).toMatchObject({ traffic: split(0), stable: [a] });
    });

    it('refuses a member that is named twice', async () => {
      await expect(
        router.members({ stable: [given(a)], candidate: [given(a)] }, anEffect('twice')),
      ).rejects.toMatchObject(LASTING);
    });

    it('does a repeated effect once and says what is in force now', async () => {
      await opened(0);
      await router.shift(split(50), anEffect('first'));
      await router.shift(split(250), anEffect('second'));

      const again = await rig.make().shift(split(50), anEffect('first'));

      expect(again.traffic).toEqual(split(250));
    });

    it('refuses a lower epoch than it has seen', async () => {
      await opened(0);
      await router.shift(split(50), anEffect('new', { epoch: 7 }));

      await expect(rig.make().shift(split(1000), anEffect('old', { epoch: 6 }))).rejects.toMatchObject(LASTING);
      await expect(rig.make().shift(split(50), anEffect('new', { epoch: 6 }))).rejects.toMatchObject(LASTING);
      expect((await router.observe(signal)).traffic).toEqual(split(50));
    });

    it('remembers a higher epoch that came with a repeated effect', async () => {
      await opened(0);
      await router.shift(split(50), anEffect('first'));
      await router.shift(split(50), anEffect('first', { epoch: 2 }));

      await expect(router.shift(split(0), anEffect('late', { epoch: 1 }))).rejects.toMatchObject(LASTING);
    });

    it('drains a member that leaves: no new request, those under way to their end, seen until then', async () => {
      await router.members({ stable: [given(a)], traffic: split(0) }, anEffect('open'));
      const request = await rig.begin();

      const seen = await router.members({ stable: [given(c)] }, anEffect('swap'));

      expect(seen).toMatchObject({ stable: [c], draining: [{ ...a, inFlight: 1 }] });
      expect(new Set(await rig.send(20))).toEqual(new Set(['c']));
      expect(await request.finish()).toBe(true);
      await expect.poll(async () => (await router.observe(signal)).draining, PATIENTLY).toEqual([]);
    });

    it('does not report a member that left with nothing under way', async () => {
      await opened(0);
      await rig.send(5);

      await router.members({ stable: [given(c)] }, anEffect('swap'));

      await expect.poll(async () => (await router.observe(signal)).draining, PATIENTLY).toEqual([]);
    });

    it('takes a draining member back', async () => {
      await router.members({ stable: [given(a)], traffic: split(0) }, anEffect('open'));
      const request = await rig.begin();
      await router.members({ stable: [given(c)] }, anEffect('swap'));

      const seen = await router.members({ stable: [given(a)] }, anEffect('back'));

      expect(seen).toMatchObject({ stable: [a], draining: [] });
      expect(await request.finish()).toBe(true);
      expect(new Set(await rig.send(5))).toEqual(new Set(['a']));
    });

    it('lets the candidate become stable in one change, with its requests under way', async () => {
      await opened(1000);
      const request = await rig.begin();

      const seen = await router.members({ stable: [given(b)], candidate: [], traffic: split(0) }, anEffect('settle'));

      expect(seen).toMatchObject({ traffic: split(0), stable: [b], candidate: [], draining: [] });
      expect(await request.finish()).toBe(true);
      expect(await rig.send(3)).toEqual(['b', 'b', 'b']);
    });

    it('does nothing for an effect that was given up', async () => {
      await opened(0);
      const given = { signal: AbortSignal.abort(new Error('stopped')) };

      await expect(router.shift(split(500), anEffect('given-up', given))).rejects.toMatchObject(PASSING);
      await expect(router.observe(given.signal)).rejects.toMatchObject(PASSING);
      expect((await router.observe(signal)).traffic).toEqual(split(0));
    });
  });
}

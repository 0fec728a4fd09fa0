import { afterEach, describe, expect, it } from 'vitest';
import { type HttpInstance, httpInstance, memberOf } from '../testing/conformance/http-instance.ts';
import { httpLoad } from '../testing/conformance/http-load.ts';
import { PATIENTLY } from '../testing/conformance/workspace.ts';
import type { Traffic } from './routing.ts';
import { routerBench, sumOf } from './testing/router-on-bench.ts';

const bench = routerBench(afterEach);
const split = (candidate: number): Traffic => ({ kind: 'split', candidate });
const total = (tally: Readonly<Record<string, number>>) => Object.values(tally).reduce((sum, count) => sum + count, 0);

async function withInstances(...ids: string[]) {
  const on = await bench.start();
  const instances = await Promise.all(ids.map(async (id) => on.keep(await httpInstance(id))));
  const named = (...wanted: string[]) => instances.filter(({ id }) => wanted.includes(id)).map(memberOf);
  const find = (id: string): HttpInstance => {
    const found = instances.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no instance ${id}`);
    return found;
  };
  return { ...on, named, find };
}

describe('under load', () => {
  it('no request fails while the weight changes fifty times', async () => {
    const { url, order, named } = await withInstances('s', 'c');
    await order({ stable: named('s'), candidate: named('c'), traffic: split(0) });
    const load = httpLoad(url, 16);

    for (let change = 1; change <= 50; change++) {
      expect((await order({ traffic: split((change * 137) % 1001) })).status).toBe(200);
      await load.answered(20);
    }
    const tally = await load.stop();

    expect(Object.keys(tally).sort()).toEqual(['200 c', '200 s']);
  });

  it('no request fails while members come, go and drain, and the counts are exact', async () => {
    const { url, order, named, admin, rows } = await withInstances('a', 'b', 'c', 'd');
    await order({ stable: named('a', 'b'), traffic: split(0) });
    const load = httpLoad(url, 16);

    const steps: readonly (readonly [string[], string[], number])[] = [
      [['a', 'b'], ['c', 'd'], 50],
      [['a', 'b'], ['c', 'd'], 500],
      [['a'], ['c', 'd'], 500],
      [['a'], ['c', 'd'], 1000],
      [['c', 'd'], [], 0],
      [['c', 'd'], ['a', 'b'], 333],
      [['c', 'd'], ['b'], 333],
      [['c', 'd'], [], 0],
      [['a', 'b'], [], 0],
    ];
    for (let round = 0; round < 5; round++) {
      for (const [stable, candidate, share] of steps) {
        const change = { stable: named(...stable), candidate: named(...candidate), traffic: split(share) };
        expect((await order(change)).status).toBe(200);
        await load.answered(30);
      }
    }
    const tally = await load.stop();

    expect(Object.keys(tally).filter((outcome) => !/^200 [abcd]$/.test(outcome))).toEqual([]);
    const counted = await rows();
    const [stable, candidate] = [sumOf(counted, 'stable'), sumOf(counted, 'candidate')];
    expect(stable.requests + candidate.requests).toBe(total(tally));
    expect([stable.requests, candidate.requests]).toEqual([stable.routed, candidate.routed]);
    expect([stable.durations, candidate.durations]).toEqual([stable.requests, candidate.requests]);
    await expect.poll(async () => (await admin('GET', '/state')).body.draining, PATIENTLY).toEqual([]);
  });

  it('a drained member gets no request any more, and may be ended at once', async () => {
    const { url, order, named, find, admin } = await withInstances('a', 'b');
    await order({ stable: named('a', 'b'), traffic: split(0) });
    const load = httpLoad(url, 16);
    await load.answered(200);

    await order({ stable: named('b') });
    await expect.poll(async () => (await admin('GET', '/state')).body.draining, PATIENTLY).toEqual([]);
    const atDrain = find('a').received.length;
    await find('a').close();
    await load.answered(300);
    const tally = await load.stop();

    expect(Object.keys(tally).sort()).toEqual(['200 a', '200 b']);
    expect(find('a').received).toHaveLength(atDrain);
  });

  it('errors of an instance are counted as the users saw them', async () => {
    const { url, order, named, rows } = await withInstances('s', 'c');
    await order({ stable: named('s'), candidate: named('c'), traffic: split(200) });
    const load = httpLoad(`${url}/fail`, 8);
    await load.answered(500);
    const tally = await load.stop();

    const counted = await rows();
    expect(sumOf(counted, 'stable')).toMatchObject({ requests: tally['500 s'], errors: tally['500 s'] });
    expect(sumOf(counted, 'candidate')).toMatchObject({ requests: tally['500 c'], errors: tally['500 c'] });
  });

  it('members of a track share its requests evenly', async () => {
    const { url, order, named } = await withInstances('a', 'b', 'c');
    await order({ stable: named('a', 'b', 'c'), traffic: split(0) });
    const load = httpLoad(url, 1);
    await load.answered(300);
    const tally = await load.stop();

    const counts = ['200 a', '200 b', '200 c'].map((outcome) => tally[outcome] ?? 0);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });
});

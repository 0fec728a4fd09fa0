import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentEntry } from '../../src/compose/current-entries.ts';
import { decide } from '../../src/core/deployment/decide.ts';
import { effects } from '../../src/core/deployment/effects.ts';
import { instant } from '../../src/core/kernel/instant.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import { Store } from '../../src/engine/store.ts';
import type { Entry, Journal, Json } from '../../src/ports/journal.ts';
import { aControlPlane, type ControlPlaneOnBench, REQUEST } from '../api/control-plane.ts';

// Two deployments of one unit: one that was shipped, and one that was taken back.
let here: ControlPlaneOnBench;
let entries: readonly Entry[];
const ids: string[] = [];
beforeAll(async () => {
  here = await aControlPlane();
  await here.enrol();
  for (const reference of ['a', 'b']) {
    const { view } = await here.plane.open({ ...REQUEST, reference });
    ids.push(view.id);
    await here.until(view.id, 'awaiting-approval');
    await here.approve(view.id);
    if (reference === 'a') await here.until(view.id, 'completed');
  }
  const [, second = ''] = ids;
  await here.until(second, 'rolling-out');
  await here.plane.ask(second, { kind: 'rollback', reason: 'a test' });
  await here.until(second, 'rolled-back');
  entries = await here.journal.readAll(0, 100_000);
});
afterAll(() => here.close());

const journalOf = (all: readonly Entry[]): Journal =>
  ({
    streams: async (prefix: string) =>
      [...new Set(all.map(({ stream }) => stream))].filter((one) => one.startsWith(prefix)),
    read: async (stream: string) => all.filter((entry) => entry.stream === stream),
  }) as Partial<Journal> as Journal;

const load = (all: readonly Entry[]) => Store.load(journalOf(all), currentEntry);
const isObject = (value: unknown): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The ways in which a record can be damaged and still be JSON. */
function damaged(entry: Entry): readonly Entry[] {
  const body = isObject(entry.body) ? entry.body : {};
  const others = Object.keys(body).flatMap((key): readonly Json[] => {
    const { [key]: _, ...rest } = body;
    return [rest, { ...body, [key]: null }, { ...body, [key]: isObject(body[key]) ? [] : {} }];
  });
  const bodies: readonly Json[] = [null, 'text', 7, true, [], {}, { __proto__: 1 } as never, ...others];
  return [
    ...bodies.map((one) => ({ ...entry, body: one })),
    { ...entry, type: 'NeverHeardOf' },
    { ...entry, type: 'constructor' },
    { ...entry, schema: 99 },
    { ...entry, schema: 0 },
  ];
}

describe('a record that is damaged', () => {
  it('is read as it is while it is not', async () => {
    const store = await load(entries);

    expect(store.quarantined()).toEqual([]);
    expect(store.all()).toHaveLength(2);
  });

  it('sets its own deployment aside or changes nothing that is read, whatever kind it is; the others stay as they are', async () => {
    const whole = await load(entries);
    const kinds = new Set<string>();
    let setAside = 0;
    for (const [mine = '', other = ''] of [ids, ids.toReversed()]) {
      const stream = `deployment/${mine}`;
      const known = whole.deployment(other)?.state;
      for (const [at, entry] of entries.entries()) {
        if (entry.stream !== stream || kinds.has(`${stream}${entry.type}`)) continue;
        kinds.add(`${stream}${entry.type}`);
        for (const one of damaged(entry)) {
          const store = await load(entries.with(at, one));
          const aside = store.quarantined().map((found) => found.stream);

          expect(
            aside.filter((found) => found !== stream),
            entry.type,
          ).toEqual([]);
          expect(store.deployment(other)?.state).toEqual(known);
          expect(store.slots()).toEqual(whole.slots());
          for (const { state } of store.active()) effects(state);
          store.all();
          setAside += aside.length;
        }
      }
    }

    expect(kinds.size).toBeGreaterThan(30);
    expect(setAside).toBeGreaterThan(kinds.size * 8);
  });

  it('is always noticed when its body is gone or another thing, its type is unknown, or a newer release wrote it', async () => {
    for (const [at, entry] of entries.entries()) {
      if (!entry.stream.startsWith('deployment/')) continue;
      const plain = [null, 'text', 7, [], {}].map((body) => ({ ...entry, body }));
      for (const one of [...plain, { ...entry, type: 'NeverHeardOf' }, { ...entry, schema: 99 }]) {
        const store = await load(entries.slice(0, at + 1).with(at, one as Entry));

        expect(
          store.quarantined().map(({ stream }) => stream),
          `${entry.type} ${JSON.stringify(one.body)}`,
        ).toEqual([entry.stream]);
      }
    }
  });

  it('of one deployment takes nobody’s way back: another one under way is rolled back all the same', async () => {
    const [first = '', second = ''] = ids;
    const begun = entries.findIndex(
      ({ stream, type }) => stream === `deployment/${second}` && type === 'TrafficShifted',
    );
    const before = entries.slice(0, begun + 1);
    const kinds = new Set<string>();
    const command = {
      type: 'RollbackDeployment',
      reason: 'it leaks',
      at: instant(Date.UTC(2026, 10, 21)),
      principal: { kind: 'local', name: 'os/1000' },
    } as const;

    for (const [at, entry] of before.entries()) {
      if (entry.stream !== `deployment/${first}` || kinds.has(entry.type)) continue;
      kinds.add(entry.type);
      const store = await load(before.with(at, { ...entry, body: {} }));
      const { world } = store.world(second, 'checkout', 'staging', 'production');

      expect(store.quarantined()).toHaveLength(1);
      expect(isRefusal(decide(command, world)), entry.type).toBe(false);
    }
    expect(kinds.size).toBeGreaterThan(15);
  });
});

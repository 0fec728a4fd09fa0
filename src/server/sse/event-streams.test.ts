import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sseParser } from '../../api/sse-parser.ts';
import { EVERYTHING, type StreamFilter } from '../../api/stream-filter.ts';
import { seconds } from '../../core/kernel/duration.ts';
import { MemoryJournal } from '../../journal/memory/memory-journal.ts';
import { NOON } from '../../testing/builders.ts';
import { type VirtualClock, virtualClock } from '../../testing/virtual-clock.ts';
import { EventStreams, type StreamWish } from './event-streams.ts';
import { STREAM_LIMITS, type StreamLimits } from './limits.ts';
import type { Pipe } from './pipe.ts';

/** A reader that takes what it is sent when the test lets it. */
function aPipe({ takes = true } = {}) {
  const parser = sseParser();
  let held = '';
  let drain: () => void = () => undefined;
  const gone: (() => void)[] = [];
  const here = { messages: [] as { id: string; type: string; data: unknown }[], isEnded: false, takes };
  const taken = (text: string): void => {
    for (const { id, type, data } of parser.push(text)) here.messages.push({ id, type, data: JSON.parse(data) });
  };
  const pipe: Pipe = {
    write: (bytes) => {
      if (here.takes) taken(bytes.toString());
      else held += bytes.toString();
    },
    get waiting() {
      return held.length;
    },
    drained: () => (held === '' ? Promise.resolve() : new Promise((resolve) => (drain = resolve))),
    end: (last) => {
      here.isEnded = true;
      pipe.write(last);
    },
    whenGone: (listener) => void gone.push(listener),
  };
  return {
    pipe,
    parser,
    here,
    /** The network takes what waits. */
    take: () => {
      const text = held;
      held = '';
      taken(text);
      drain();
    },
    leave: () => {
      for (const listener of gone.splice(0)) listener();
    },
    types: () => here.messages.map(({ type }) => type),
    ids: () => here.messages.filter(({ type }) => /^[A-Z]/.test(type)).map(({ id }) => Number(id)),
  };
}

let journal: MemoryJournal;
let clock: VirtualClock;
let ending: AbortController;
let streams: EventStreams;
const record = { controlPlaneId: 'cp_test', epoch: 3 };
/** No deployment is folded here: where an event belongs is asked of the store, and it answers for all. */
const store = {
  deployment: (id: string) =>
    ({
      state: { opening: { spec: { name: id === 'dep_2' ? 'search' : 'checkout' }, environment: 'production' } },
    }) as never,
  setAside: () => undefined,
};

async function begin(limits: Partial<StreamLimits> = {}): Promise<void> {
  const parts = { journal, store, clock, record, ending: ending.signal };
  streams = await EventStreams.start(parts, { ...STREAM_LIMITS, ...limits });
}
beforeEach(async () => {
  journal = new MemoryJournal();
  clock = virtualClock(NOON);
  ending = new AbortController();
  await begin();
});
afterEach(() => ending.abort());

/** Records an event and lets everybody be told. */
async function happens(type: string, stream = 'deployment/dep_1', text = ''): Promise<number> {
  const { entries } = await journal.append({
    writes: [{ stream, expectedVersion: 'any', entries: [{ type, schema: 1, body: { text } }] }],
    ...{ requestId: `${stream}/${type}/${(await journal.head()).seq}`, epoch: 1, at: NOON, steady: 0 },
    ...{ principal: { kind: 'system', name: 'engine' }, proof: 'none' },
  });
  await turn();
  return entries[0]?.seq ?? 0;
}
const wish = (changes: Partial<StreamWish> = {}): StreamWish => ({
  ...{ principal: 'person:ada', filter: EVERYTHING, after: null, sees: () => true, mayNot: () => null },
  ...changes,
});
const reading = (changes: Partial<StreamWish> = {}, pipe = aPipe()) => {
  streams.serve(pipe.pipe, wish(changes));
  return pipe;
};
const settled = async (): Promise<void> => {
  for (let round = 0; round < 5; round += 1) await turn();
};

describe('a stream of events', () => {
  it('begins with the record it is of and when to come again, then tells what happens under its position', async () => {
    await happens('DeploymentOpened');
    const reader = reading();
    await settled();
    const seq = await happens('StageAdvanced');

    expect(reader.parser.retry).toBe(STREAM_LIMITS.retry);
    expect(reader.here.messages).toEqual([
      { id: '', type: 'connected', data: { ...record, seq: 1 } },
      {
        id: String(seq),
        type: 'StageAdvanced',
        data: expect.objectContaining({
          seq,
          type: 'StageAdvanced',
          deployment: 'dep_1',
          unit: 'checkout',
          environment: 'production',
        }),
      },
    ]);
  });

  it('goes on behind a position without a gap and without a repeat, whatever is recorded meanwhile', async () => {
    for (let n = 0; n < 1_203; n += 1)
      await happens('Measured', n % 2 === 0 ? 'measurements/dep_1' : 'deployment/dep_1');
    const slow = aPipe({ takes: false });
    const reader = reading({ after: 100 }, slow);
    for (let n = 0; n < 50; n += 1) {
      await happens('StageAdvanced');
      slow.take();
    }
    await settled();
    slow.take();

    const expected = (await journal.readAll(100, 10_000)).filter(({ stream }) => stream === 'deployment/dep_1');
    expect(expected.length).toBeGreaterThan(500);
    expect(reader.ids()).toEqual(expected.map(({ seq }) => seq));
  });

  it('tells of environments too, and never of measurements, tokens or sessions', async () => {
    const reader = reading();
    await settled();
    await happens('Measured', 'measurements/dep_1');
    await happens('TokenGranted', 'tokens');
    await happens('EnvironmentHeld', 'slot/checkout/production');

    expect(reader.types()).toEqual(['connected', 'EnvironmentHeld']);
    expect(reader.here.messages[1]?.data).toMatchObject({
      unit: 'checkout',
      environment: 'production',
      deployment: null,
    });
  });

  it.each<[Partial<StreamFilter>, readonly string[]]>([
    [{ units: ['search'] }, ['OfSearch']],
    [{ deployments: ['dep_1'] }, ['OfCheckout']],
    [{ environments: ['staging'] }, ['OfStaging']],
    [{ units: ['checkout'], environments: ['production'] }, ['OfCheckout']],
  ])('tells only what is asked for: %j', async (filter, expected) => {
    const reader = reading({ filter: { ...EVERYTHING, ...filter } });
    await settled();
    await happens('OfSearch', 'deployment/dep_2');
    await happens('OfCheckout');
    await happens('OfStaging', 'slot/checkout/staging');

    expect(reader.types()).toEqual(['connected', ...expected]);
  });

  it('tells nobody what they may not see, now or from before', async () => {
    await happens('OfSearch', 'deployment/dep_2');
    const reader = reading({ after: 0, sees: ({ unit }) => unit === 'checkout' });
    await settled();
    await happens('OfSearch', 'deployment/dep_2');
    await happens('OfCheckout');

    expect(reader.types()).toEqual(['connected', 'OfCheckout']);
  });
});

describe('a heartbeat', () => {
  it('comes every 15 s with the position, so that who comes again skips what it did not want', async () => {
    const reader = reading({ filter: { ...EVERYTHING, units: ['search'] } });
    await settled();
    const seq = await happens('OfCheckout');
    await clock.advance(seconds(14));
    expect(reader.types()).toEqual(['connected']);
    await clock.advance(seconds(17));

    expect(reader.here.messages.slice(1)).toEqual(
      [
        { id: String(seq), type: 'heartbeat', data: { seq, time: '2026-11-20T12:00:15.000Z' } },
        { id: String(seq), type: 'heartbeat', data: { seq, time: '2026-11-20T12:00:30.000Z' } },
      ].map((one) => ({ ...one, data: { seq, time: expect.stringMatching(/:(15|30)\.000Z$/) } })),
    );
  });

  it('costs nothing while nobody listens', async () => {
    const reader = reading();
    reader.leave();
    expect(streams.open).toBe(0);
    await clock.advance(seconds(60));

    expect(reader.types()).toEqual(['connected']);
  });
});

describe('a reader that does not keep up', () => {
  it('is cut when too much waits for it, is told what it missed, and nobody else notices', async () => {
    await begin({ mostWaiting: 2_000 });
    const slow = aPipe({ takes: false });
    reading({}, slow);
    const quick = reading();
    await settled();
    for (let n = 0; n < 20; n += 1) await happens(`Event${n}`, 'deployment/dep_1', 'x'.repeat(200));
    slow.take();

    expect(quick.ids()).toHaveLength(20);
    const last = slow.here.messages.at(-1);
    const told = slow.ids();
    expect(last).toMatchObject({ id: String(told.at(-1)), type: 'cut', data: { after: told.at(-1) } });
    expect(last?.data).toMatchObject({ next: expect.any(Number) });
    expect((last?.data as { next: number } | undefined)?.next).toBeGreaterThan(told.at(-1) ?? 0);
    expect(slow.here.isEnded).toBe(true);
    expect(told.length).toBeLessThan(20);
  });

  it('gets what it missed when it comes again where it was cut', async () => {
    await begin({ mostWaiting: 2_000 });
    const slow = aPipe({ takes: false });
    reading({}, slow);
    await settled();
    for (let n = 0; n < 20; n += 1) await happens(`Event${n}`, 'deployment/dep_1', 'x'.repeat(200));
    slow.take();
    const again = reading({ after: Number(slow.here.messages.at(-1)?.id) });
    await settled();

    expect([...slow.ids(), ...again.ids()]).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('is cut when it has taken nothing for ten seconds, however little waits', async () => {
    const slow = aPipe({ takes: false });
    reading({}, slow);
    await settled();
    await happens('First');
    await clock.advance(seconds(9));
    await happens('Second');
    expect(slow.here.isEnded).toBe(false);
    await clock.advance(seconds(6));

    expect(slow.here.isEnded).toBe(true);
  });

  it('is not cut when it takes a little late, again and again', async () => {
    const late = aPipe({ takes: false });
    reading({}, late);
    await settled();
    for (let n = 0; n < 10; n += 1) {
      await happens(`Event${n}`);
      await clock.advance(seconds(8));
      late.take();
    }

    expect(late.here.isEnded).toBe(false);
    expect(late.ids()).toHaveLength(10);
  });

  it('is cut while it is told what was before, too', async () => {
    await begin({ mostWaiting: 2_000 });
    for (let n = 0; n < 40; n += 1) await happens(`Event${n}`, 'deployment/dep_1', 'x'.repeat(200));
    const slow = aPipe({ takes: false });
    reading({ after: 0 }, slow);
    await settled();
    expect(slow.here.isEnded).toBe(false);
    await clock.advance(seconds(11));
    slow.take();

    expect(slow.here.messages.at(-1)).toMatchObject({ type: 'cut', data: { after: slow.ids().at(-1), next: 40 } });
  });
});

describe('who comes again too late', () => {
  it('is told the gap and goes on at its end: a snapshot is cheaper than the tale', async () => {
    await begin({ mostReplayed: 10 });
    for (let n = 0; n < 30; n += 1) await happens(`Event${n}`);
    const reader = reading({ after: 5 });
    await settled();
    const next = await happens('Next');

    expect(reader.here.messages.slice(1)).toMatchObject([
      { id: '30', type: 'gap', data: { after: 5, next: 30 } },
      { id: String(next), type: 'Next' },
    ]);
  });

  it('or from another record, ahead of this one, is told a gap as well', async () => {
    await happens('Only');
    const reader = reading({ after: 900 });
    await settled();

    expect(reader.types()).toEqual(['connected', 'gap']);
  });
});

describe('room for streams', () => {
  it('is eight for each principal', () => {
    for (let n = 0; n < 8; n += 1) {
      streams.admit('person:ada');
      reading();
    }
    expect(() => streams.admit('person:ada')).toThrow('has 8 streams');
    expect(() => streams.admit('person:bob')).not.toThrow();
  });

  it('is 256 in all, and a stream that ends gives its place back', async () => {
    const readers = Array.from({ length: 256 }, (_, index) => reading({ principal: `person:p${index}` }));
    expect(() => streams.admit('person:ada')).toThrow('256 streams');
    readers[0]?.leave();

    expect(() => streams.admit('person:ada')).not.toThrow();
  });
});

describe('who may not read any longer', () => {
  it('is cut off at once when tokens or trust change, and others read on', async () => {
    let isRevoked = false;
    const revoked = reading({ mayNot: () => (isRevoked ? 'not-signed-in' : null) });
    const other = reading();
    await settled();
    isRevoked = true;
    await happens('TokenRevoked', 'tokens');
    await happens('After');

    expect(revoked.here.messages.at(-1)).toEqual({ id: '', type: 'end', data: { code: 'not-signed-in' } });
    expect(other.types()).toEqual(['connected', 'After']);
  });

  it('is found by the next heartbeat where only time has passed', async () => {
    let isOver = false;
    const reader = reading({ mayNot: () => (isOver ? 'not-signed-in' : null) });
    await settled();
    isOver = true;
    await clock.advance(seconds(15));

    expect(reader.types()).toEqual(['connected', 'end']);
  });
});

it('when the control plane ends, every stream is told so and none begins', async () => {
  const reader = reading();
  await settled();
  ending.abort();

  expect(reader.here.messages.at(-1)).toEqual({ id: '', type: 'end', data: { code: 'control-plane-ending' } });
  expect(() => streams.admit('person:ada')).toThrow('is ending');
});

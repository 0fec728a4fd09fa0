import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERYTHING, type StreamFilter } from '../../api/stream-filter.ts';
import { seconds } from '../../core/kernel/duration.ts';
import { MemoryJournal } from '../../journal/memory/memory-journal.ts';
import { NOON } from '../../testing/builders.ts';
import { type VirtualClock, virtualClock } from '../../testing/virtual-clock.ts';
import { STREAM_LIMITS } from './limits.ts';
import { aPipe, RECORD, type StreamBench, settled, streamBench } from './testing/stream-bench.ts';

let clock: VirtualClock;
let here: StreamBench;
beforeEach(async () => {
  clock = virtualClock(NOON);
  here = await streamBench(new MemoryJournal(), clock);
});
afterEach(() => here.end());

describe('a stream of events', () => {
  it('begins with the record it is of and when to come again, then tells what happens under its position', async () => {
    await here.happens('DeploymentOpened');
    const reader = here.reading();
    await settled();
    const seq = await here.happens('StageAdvanced');

    expect(reader.parser.retry).toBe(STREAM_LIMITS.retry);
    expect(reader.here.messages).toEqual([
      { id: '', type: 'connected', data: { ...RECORD, seq: 1 } },
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
      await here.happens('Measured', n % 2 === 0 ? 'measurements/dep_1' : 'deployment/dep_1');
    const slow = aPipe({ takes: false });
    const reader = here.reading({ after: 100 }, slow);
    for (let n = 0; n < 50; n += 1) {
      await here.happens('StageAdvanced');
      slow.take();
    }
    await settled();
    slow.take();

    const expected = (await here.journal.readAll(100, 10_000)).filter(({ stream }) => stream === 'deployment/dep_1');
    expect(expected.length).toBeGreaterThan(500);
    expect(reader.ids()).toEqual(expected.map(({ seq }) => seq));
  });

  it('tells of environments too, and never of measurements, tokens or sessions', async () => {
    const reader = here.reading();
    await settled();
    await here.happens('Measured', 'measurements/dep_1');
    await here.happens('TokenGranted', 'tokens');
    await here.happens('EnvironmentHeld', 'slot/checkout/production');

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
    const reader = here.reading({ filter: { ...EVERYTHING, ...filter } });
    await settled();
    await here.happens('OfSearch', 'deployment/dep_2');
    await here.happens('OfCheckout');
    await here.happens('OfStaging', 'slot/checkout/staging');

    expect(reader.types()).toEqual(['connected', ...expected]);
  });

  it('tells nobody what they may not see, now or from before', async () => {
    await here.happens('OfSearch', 'deployment/dep_2');
    const reader = here.reading({ after: 0, sees: ({ unit }) => unit === 'checkout' });
    await settled();
    await here.happens('OfSearch', 'deployment/dep_2');
    await here.happens('OfCheckout');

    expect(reader.types()).toEqual(['connected', 'OfCheckout']);
  });
});

describe('a heartbeat', () => {
  it('comes every 15 s with the position, so that who comes again skips what it did not want', async () => {
    const reader = here.reading({ filter: { ...EVERYTHING, units: ['search'] } });
    await settled();
    const seq = await here.happens('OfCheckout');
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
    const reader = here.reading();
    reader.leave();
    expect(here.streams.open).toBe(0);
    await clock.advance(seconds(60));

    expect(reader.types()).toEqual(['connected']);
  });
});

describe('room for streams', () => {
  it('is eight for each principal', () => {
    for (let n = 0; n < 8; n += 1) {
      here.streams.admit('person:ada');
      here.reading();
    }
    expect(() => here.streams.admit('person:ada')).toThrow('has 8 streams');
    expect(() => here.streams.admit('person:bob')).not.toThrow();
  });

  it('is 256 in all, and a stream that ends gives its place back', async () => {
    const readers = Array.from({ length: 256 }, (_, index) => here.reading({ principal: `person:p${index}` }));
    expect(() => here.streams.admit('person:ada')).toThrow('256 streams');
    readers[0]?.leave();

    expect(() => here.streams.admit('person:ada')).not.toThrow();
  });
});

describe('who may not read any longer', () => {
  it('is cut off at once when tokens or trust change, and others read on', async () => {
    let isRevoked = false;
    const revoked = here.reading({ mayNot: () => (isRevoked ? 'not-signed-in' : null) });
    const other = here.reading();
    await settled();
    isRevoked = true;
    await here.happens('TokenRevoked', 'tokens');
    await here.happens('After');

    expect(revoked.here.messages.at(-1)).toEqual({ id: '', type: 'end', data: { code: 'not-signed-in' } });
    expect(other.types()).toEqual(['connected', 'After']);
  });

  it('is found by the next heartbeat where only time has passed', async () => {
    let isOver = false;
    const reader = here.reading({ mayNot: () => (isOver ? 'not-signed-in' : null) });
    await settled();
    isOver = true;
    await clock.advance(seconds(15));

    expect(reader.types()).toEqual(['connected', 'end']);
  });
});

it('when the control plane ends, every stream is told so and none begins', async () => {
  const reader = here.reading();
  await settled();
  here.end();

  expect(reader.here.messages.at(-1)).toEqual({ id: '', type: 'end', data: { code: 'control-plane-ending' } });
  expect(() => here.streams.admit('person:ada')).toThrow('is ending');
});

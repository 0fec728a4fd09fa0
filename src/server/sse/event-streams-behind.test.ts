import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seconds } from '../../core/kernel/duration.ts';
import { MemoryJournal } from '../../journal/memory/memory-journal.ts';
import { NOON } from '../../testing/builders.ts';
import { type VirtualClock, virtualClock } from '../../testing/virtual-clock.ts';
import { aPipe, type StreamBench, settled, streamBench } from './testing/stream-bench.ts';

let clock: VirtualClock;
let here: StreamBench;
beforeEach(async () => {
  clock = virtualClock(NOON);
  here = await streamBench(new MemoryJournal(), clock);
});
afterEach(() => here.end());

describe('a reader that does not keep up', () => {
  it('is cut when too much waits for it, is told what it missed, and nobody else notices', async () => {
    await here.begin({ mostWaiting: 2_000 });
    const slow = aPipe({ takes: false });
    here.reading({}, slow);
    const quick = here.reading();
    await settled();
    for (let n = 0; n < 20; n += 1) await here.happens(`Event${n}`, 'deployment/dep_1', 'x'.repeat(200));
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
    await here.begin({ mostWaiting: 2_000 });
    const slow = aPipe({ takes: false });
    here.reading({}, slow);
    await settled();
    for (let n = 0; n < 20; n += 1) await here.happens(`Event${n}`, 'deployment/dep_1', 'x'.repeat(200));
    slow.take();
    const again = here.reading({ after: Number(slow.here.messages.at(-1)?.id) });
    await settled();

    expect([...slow.ids(), ...again.ids()]).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('is cut when it has taken nothing for ten seconds, however little waits', async () => {
    const slow = aPipe({ takes: false });
    here.reading({}, slow);
    await settled();
    await here.happens('First');
    await clock.advance(seconds(9));
    await here.happens('Second');
    expect(slow.here.isEnded).toBe(false);
    await clock.advance(seconds(6));

    expect(slow.here.isEnded).toBe(true);
  });

  it('is not cut when it takes a little late, again and again', async () => {
    const late = aPipe({ takes: false });
    here.reading({}, late);
    await settled();
    for (let n = 0; n < 10; n += 1) {
      await here.happens(`Event${n}`);
      await clock.advance(seconds(8));
      late.take();
    }

    expect(late.here.isEnded).toBe(false);
    expect(late.ids()).toHaveLength(10);
  });

  it('is cut while it is told what was before, too', async () => {
    await here.begin({ mostWaiting: 2_000 });
    for (let n = 0; n < 40; n += 1) await here.happens(`Event${n}`, 'deployment/dep_1', 'x'.repeat(200));
    const slow = aPipe({ takes: false });
    here.reading({ after: 0 }, slow);
    await settled();
    expect(slow.here.isEnded).toBe(false);
    await clock.advance(seconds(11));
    slow.take();

    expect(slow.here.messages.at(-1)).toMatchObject({ type: 'cut', data: { after: slow.ids().at(-1), next: 40 } });
  });
});

describe('who comes again too late', () => {
  it('is told the gap and goes on at its end: a snapshot is cheaper than the tale', async () => {
    await here.begin({ mostReplayed: 10 });
    for (let n = 0; n < 30; n += 1) await here.happens(`Event${n}`);
    const reader = here.reading({ after: 5 });
    await settled();
    const next = await here.happens('Next');

    expect(reader.here.messages.slice(1)).toMatchObject([
      { id: '30', type: 'gap', data: { after: 5, next: 30 } },
      { id: String(next), type: 'Next' },
    ]);
  });

  it('or from another record, ahead of this one, is told a gap as well', async () => {
    await here.happens('Only');
    const reader = here.reading({ after: 900 });
    await settled();

    expect(reader.types()).toEqual(['connected', 'gap']);
  });
});

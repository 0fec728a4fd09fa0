import { describe, expect, it } from 'vitest';
import { hours, milliseconds, seconds } from '../core/kernel/duration.ts';
import { later } from '../core/kernel/instant.ts';
import { NOON } from './builders.ts';
import { virtualClock } from './virtual-clock.ts';

describe('a virtual clock', () => {
  it('stands still until it is moved, and then moves wall and steady time alike', async () => {
    const clock = virtualClock(NOON);
    expect([clock.wall(), clock.steady()]).toEqual([NOON, 0]);

    await clock.advance(seconds(90));

    expect([clock.wall(), clock.steady()]).toEqual([later(NOON, seconds(90)), 90_000]);
  });

  it('wakes who waits in the order of time, each at its own moment, equals in the order they came', async () => {
    const clock = virtualClock(NOON);
    const woken: [string, number][] = [];
    const wake = (name: string, after: number) => clock.wait(after).then(() => woken.push([name, clock.steady()]));
    void wake('late', 30);
    void wake('early', 10);
    void wake('early too', 10);
    void wake('never', 31);

    await clock.advance(milliseconds(30));

    expect(woken).toEqual([
      ['early', 10],
      ['early too', 10],
      ['late', 30],
    ]);
  });

  it('lets all promises settle between two moments, so that one waits from when it really went on', async () => {
    const clock = virtualClock(NOON);
    const looks: number[] = [];
    void (async () => {
      for (;;) {
        await clock.wait(1_000);
        for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
        looks.push(clock.steady());
      }
    })();

    await clock.advance(seconds(3));

    expect(looks).toEqual([1_000, 2_000, 3_000]);
  });

  it('rejects a wait with the reason of its signal, before or while it waits, and forgets it', async () => {
    const clock = virtualClock(NOON);
    const stop = new AbortController();
    const reason = new Error('no longer');
    const waiting = clock.wait(10, stop.signal);

    stop.abort(reason);

    await expect(waiting).rejects.toBe(reason);
    await expect(clock.wait(10, stop.signal)).rejects.toBe(reason);
    await clock.advance(milliseconds(10));
    expect(clock.steady()).toBe(10);
  });

  it('jumps with the wall alone: nobody is woken by it', async () => {
    const clock = virtualClock(NOON);
    let isWoken = false;
    void clock.wait(1_000).then(() => {
      isWoken = true;
    });

    clock.jumpWall(hours(1));
    await clock.advance(milliseconds(999));

    expect([clock.wall(), clock.steady(), isWoken]).toEqual([later(NOON, milliseconds(3_600_999)), 999, false]);
    clock.jumpWall(hours(-2));
    expect(clock.wall()).toBe(later(NOON, milliseconds(999 - 3_600_000)));
  });

  it('counts steady time from anew after a restart, and keeps wall time and waits', async () => {
    const clock = virtualClock(NOON);
    let isWoken = false;
    void clock.wait(2_000).then(() => {
      isWoken = true;
    });
    await clock.advance(seconds(1));

    clock.restart();

    expect([clock.wall(), clock.steady(), isWoken]).toEqual([later(NOON, seconds(1)), 0, false]);
    await clock.advance(seconds(1));
    expect([clock.steady(), isWoken]).toEqual([1_000, true]);
  });
});

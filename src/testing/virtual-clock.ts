import { type Duration, milliseconds } from '../core/kernel/duration.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import type { Clock } from '../ports/clock.ts';

/** A clock that moves only when a test moves it. */
export interface VirtualClock extends Clock {
  /** Lets time pass and whatever falls due happen in order; between two things everything that can go on without time does. */
  advance(by: Duration): Promise<void>;
  /** The wall clock alone is set forward or back. */
  jumpWall(by: Duration): void;
  /** The process starts anew: its steady clock has another origin. Waits from before go on. */
  restart(): void;
}

interface Timer {
  readonly due: number;
  readonly ring: () => void;
}

/** Makes a clock that stands at a moment. `settled` waits until whatever can go on without time has done so. */
export function virtualClock(from: Instant, settled: () => Promise<void> = turnOfLoop): VirtualClock {
  let passed = 0;
  let origin = 0;
  let jumped = 0;
  const timers = new Set<Timer>();

  /** The earliest timer that is due by a moment; of equals the one that was set first. */
  const nextUntil = (end: number): Timer | undefined => {
    let found: Timer | undefined;
    for (const timer of timers) if (timer.due <= end && (found === undefined || timer.due < found.due)) found = timer;
    return found;
  };

  return {
    wall: () => later(from, milliseconds(passed + jumped)),
    steady: () => passed - origin,
    wait: (length, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const giveUp = (): void => {
          timers.delete(timer);
          reject(signal?.reason);
        };
        const ring = (): void => {
          timers.delete(timer);
          signal?.removeEventListener('abort', giveUp);
          resolve();
        };
        const timer: Timer = { due: passed + Math.max(0, length), ring };
        timers.add(timer);
        signal?.addEventListener('abort', giveUp, { once: true });
      }),
    after: (length, ring) => {
      const timer: Timer = {
        due: passed + Math.max(0, length),
        ring: () => {
          timers.delete(timer);
          ring();
        },
      };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance: async (by) => {
      const end = passed + by;
      await settled();
      for (let timer = nextUntil(end); timer !== undefined; timer = nextUntil(end)) {
        passed = timer.due;
        timer.ring();
        await settled();
      }
      passed = end;
    },
    jumpWall: (by) => {
      jumped += by;
    },
    restart: () => {
      origin = passed;
    },
  };
}

/** All promises that need no input or output have settled once the event loop comes round. */
const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

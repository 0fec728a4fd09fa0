import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { instant } from '../core/kernel/instant.ts';
import type { Clock } from '../ports/clock.ts';

/** The machine's own clocks. */
export const systemClock: Clock = {
  wall: () => instant(Date.now()),
  steady: () => performance.now(),
  wait: (milliseconds, signal) => wait(milliseconds, undefined, signal === undefined ? {} : { signal }),
  after: (milliseconds, ring) => {
    const timer = setTimeout(ring, milliseconds);
    return () => clearTimeout(timer);
  },
};

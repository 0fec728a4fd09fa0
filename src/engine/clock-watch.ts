import { type Duration, milliseconds } from '../core/kernel/duration.ts';
import { between, type Instant } from '../core/kernel/instant.ts';
import type { Clock } from '../ports/clock.ts';

/** Less than this between wall and steady clock is drift, not a jump, in milliseconds. */
const DRIFT = 1_000;

/** Notices when the wall clock moves otherwise than the steady one. */
export class ClockWatch {
  readonly #clock: Clock;
  #wall: Instant;
  #steady: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wall = clock.wall();
    this.#steady = clock.steady();
  }

  /** By how much the wall clock jumped since the last look; null when it did not. */
  look(): Duration | null {
    const wall = this.#clock.wall();
    const steady = this.#clock.steady();
    const jump = between(this.#wall, wall) - (steady - this.#steady);
    this.#wall = wall;
    this.#steady = steady;
    return Math.abs(jump) > DRIFT ? milliseconds(jump) : null;
  }
}

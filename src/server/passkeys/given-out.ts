import { randomBytes } from 'node:crypto';
import type { Duration } from '../../core/kernel/duration.ts';
import type { Clock } from '../../ports/clock.ts';

interface Given<T> {
  readonly value: T;
  readonly until: number;
}

/** What was given out under a random name, to be brought back once and soon. It lives in memory alone. */
export class GivenOut<T> {
  readonly #given = new Map<string, Given<T>>();
  readonly #clock: Pick<Clock, 'steady'>;
  readonly #span: Duration;
  readonly #capacity: number;

  constructor(clock: Pick<Clock, 'steady'>, span: Duration, capacity = 256) {
    this.#clock = clock;
    this.#span = span;
    this.#capacity = capacity;
  }

  /** Gives a value a name that nobody can guess: 32 random bytes. */
  give(value: T): string {
    const now = this.#clock.steady();
    for (const [name, { until }] of this.#given) {
      if (until < now || this.#given.size >= this.#capacity) this.#given.delete(name);
    }
    const name = randomBytes(32).toString('base64url');
    this.#given.set(name, { value, until: now + this.#span });
    return name;
  }

  /** The value of a name, once: whatever becomes of it, it is not given again. Undefined when unknown, used or too old. */
  takeBack(name: string): T | undefined {
    const given = this.#given.get(name);
    this.#given.delete(name);
    return given === undefined || given.until < this.#clock.steady() ? undefined : given.value;
  }
}

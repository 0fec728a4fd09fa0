import type { Clock } from '../ports/clock.ts';
import { DriverError } from '../ports/driver-error.ts';
import { SourceTimeout } from '../ports/metric-source.ts';

const notWaitedFor = (): DriverError => new DriverError('nobody waits for the answer any longer', { retryable: true });

/**
 * Looks one after the other, never two at once. Each gets so many milliseconds of this clock: then it is told to stop, and not waited
 * for any longer even when it does not listen. For one that is answered in time nothing is made that it would not need: there is a
 * look every second, for hours.
 */
export class Looks {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #signal: AbortSignal;
  /** Tells a look to stop. As long as none had to be told, the next look gets the same. */
  #stopping = new AbortController();
  #giveUp: (problem: DriverError) => void = () => undefined;

  /** Once the signal is given nothing is waited for any longer. */
  constructor(clock: Clock, limit: number, signal: AbortSignal) {
    this.#clock = clock;
    this.#limit = limit;
    this.#signal = signal;
    signal.addEventListener('abort', this.end, { once: true });
  }

  /** Rejects with SourceTimeout when the time is over, and with DriverError when nobody waits any longer. */
  async look<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#signal.aborted) throw notWaitedFor();
    const cancel = this.#clock.after(this.#limit, () =>
      this.#stop(new SourceTimeout(`no answer within ${this.#limit / 1_000} s`)),
    );
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#giveUp = reject;
        work(this.#stopping.signal).then(resolve, reject);
      });
    } finally {
      cancel();
    }
  }

  /** Nothing is waited for any longer. */
  readonly end = (): void => {
    this.#signal.removeEventListener('abort', this.end);
    this.#stop(notWaitedFor());
  };

  #stop(problem: DriverError): void {
    this.#giveUp(problem);
    this.#stopping.abort(problem);
    this.#stopping = new AbortController();
  }
}

/** One look: see Looks. */
export async function within<T>(
  clock: Clock,
  limit: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const looks = new Looks(clock, limit, signal);
  try {
    return await looks.look(work);
  } finally {
    looks.end();
  }
}

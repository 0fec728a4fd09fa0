import type { Clock } from '../ports/clock.ts';

/** A tick waits no longer than this for answers, in milliseconds: what comes later is taken at the next. */
const GRACE = 200;

/** Waits for answers, but not for long: whoever is slow delays nobody else, and no tick. */
export class Patience {
  readonly #clock: Clock;
  readonly #stopping: AbortSignal;
  /** Ends the wait that a tick is in. */
  #goOn: () => void = () => undefined;

  /** Once the signal is given nothing is waited for any longer. */
  constructor(clock: Clock, stopping: AbortSignal) {
    this.#clock = clock;
    this.#stopping = stopping;
    stopping.addEventListener('abort', () => this.#goOn(), { once: true });
  }

  /** Waits until all have come, as far as patience goes. None of them may reject. */
  async until(looks: readonly Promise<void>[]): Promise<void> {
    if (looks.length === 0 || this.#stopping.aborted) return;
    await new Promise<void>((goOn) => {
      this.#goOn = goOn;
      const cancel = this.#clock.after(GRACE, goOn);
      void Promise.all(looks).then(() => {
        cancel();
        goOn();
      });
    });
  }
}

import { nextWakeAt } from '../core/deployment/next-wake.ts';
import type { Deployment } from '../core/deployment/state.ts';
import { between } from '../core/kernel/instant.ts';
import type { Clock } from '../ports/clock.ts';

/** The longest single wait: a jump of the wall clock is noticed and the alarm set anew at least this often. */
const LONGEST = 60_000;
/** A Tick that changed nothing is not repeated at once. */
const SHORTEST = 20;

/** One alarm per deployment, derived from its state: armed anew after every change and after every restart. */
export class Alarms {
  readonly #clock: Clock;
  readonly #ring: (deployment: string) => Promise<void>;
  readonly #armed = new Map<string, () => void>();

  constructor(clock: Clock, ring: (deployment: string) => Promise<void>) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Arms the alarm that this state asks for, in place of the one before. */
  arm(id: string, deployment: Deployment): void {
    this.disarm(id);
    const now = this.#clock.wall();
    const at = nextWakeAt(deployment, now);
    if (at === null) return;
    const wait = Math.min(LONGEST, Math.max(SHORTEST, between(now, at)));
    this.#armed.set(
      id,
      this.#clock.after(wait, () => void this.#ring(id)),
    );
  }

  /** Takes the alarm of a deployment away. */
  disarm(id: string): void {
    this.#armed.get(id)?.();
    this.#armed.delete(id);
  }

  /** Takes all alarms away. */
  stop(): void {
    for (const id of [...this.#armed.keys()]) this.disarm(id);
  }
}

import type { Measurement } from '../core/verdict/measurement.ts';
import { possibleMeasurement } from '../core/verdict/possible-measurement.ts';
import type { Clock } from '../ports/clock.ts';
import { DriverError } from '../ports/driver-error.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import { Looks } from './within.ts';

/** A metric source must answer within this, in milliseconds. */
export const READ_LIMIT = 5_000;
/** Asked this much before its time a source is asked in time: ticks come a little late, and never early. */
const HALF_A_TICK = 500;
/** No look is so short that a second one fits into it. */
const TICK = 1_000;

/** What came of one look at a source. */
export type Outcome =
  | { readonly kind: 'rows'; readonly rows: readonly Measurement[] }
  | { readonly kind: 'problem'; readonly problem: DriverError };

/**
 * One source as one deployment reads it: asked when it is due, never twice at once, again inside the interval when it failed, and
 * waited for by nobody: what it says is taken when it is there.
 */
export class Reading {
  readonly source: MetricSource;
  readonly #clock: Clock;
  readonly #interval: number;
  readonly #looks: Looks;
  #dueAt: number;
  #isAsked = false;
  #outcome: Outcome | undefined;

  constructor(source: MetricSource, interval: number, clock: Clock, signal: AbortSignal) {
    this.source = source;
    this.#interval = interval;
    this.#clock = clock;
    this.#looks = new Looks(clock, READ_LIMIT, signal);
    this.#dueAt = clock.steady();
  }

  /** Asks for what came after a cursor, if it is time; resolves when that was answered. For an older question nobody waits again. */
  async ask(after: string | null): Promise<void> {
    if (this.#isAsked || !this.#mayAsk()) return;
    this.#isAsked = true;
    await this.#look(after);
    this.#isAsked = false;
  }

  /** What came since the last take. A failure is only told when no time is left to try again. */
  take(): Outcome | undefined {
    const outcome = this.#outcome;
    if (outcome === undefined || (outcome.kind === 'problem' && this.#mayTryAgain(outcome.problem))) return undefined;
    this.#outcome = undefined;
    this.#dueAt += this.#interval;
    // What was missed is read at once, and not once for each interval.
    if (this.#dueAt < this.#clock.steady()) this.#dueAt = this.#clock.steady();
    return outcome;
  }

  #mayAsk(): boolean {
    const outcome = this.#outcome;
    if (outcome !== undefined && (outcome.kind === 'rows' || !this.#mayTryAgain(outcome.problem))) return false;
    return this.#clock.steady() >= this.#dueAt - HALF_A_TICK;
  }

  #mayTryAgain(problem: DriverError): boolean {
    return problem.retryable && this.#clock.steady() < this.#dueAt + this.#interval - TICK;
  }

  async #look(after: string | null): Promise<void> {
    try {
      const rows = await this.#looks.look((signal) => this.source.read(after, signal));
      this.#outcome = { kind: 'rows', rows: rows.map(possibleMeasurement) };
    } catch (problem) {
      this.#outcome = {
        kind: 'problem',
        problem:
          problem instanceof DriverError
            ? problem
            : new DriverError(`${this.source.name} failed: ${String(problem)}`, { retryable: false, cause: problem }),
      };
    }
  }
}

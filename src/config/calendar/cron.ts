import { Cron } from 'croner';
import type { WallTime } from './zone.ts';

const LONGEST = 256;

/** A cron expression of five fields, asked in wall-clock time: it knows no zone and no change of the clocks. */
export class CronStarts {
  readonly #cron: Cron;

  constructor(text: string) {
    // Without a function it starts no timer. As UTC has no changes, what it answers is what the wall clock shows.
    this.#cron = new Cron(text, { mode: '5-part', utcOffset: 0, paused: true });
  }

  /** The first start at this wall time or later; undefined when there is none any more. */
  atOrAfter(wall: number): WallTime | undefined {
    return this.#cron.nextRun(new Date(wall - 1))?.getTime() as WallTime | undefined;
  }

  /** The last start at this wall time or earlier. */
  atOrBefore(wall: number): WallTime | undefined {
    return this.#cron.previousRuns(1, new Date(wall + 1_000))[0]?.getTime() as WallTime | undefined;
  }
}

/** Why a text is no cron expression that ever happens, in the words of a person; null when it is one. */
export function cronFault(text: string): string | null {
  if (text.length > LONGEST) return `longer than ${LONGEST} characters`;
  // The library also takes a date for an expression, and would read it in the zone of this machine.
  if (text.trim().split(/\s+/).length !== 5) return 'it has five fields: minute, hour, day, month, weekday';
  try {
    const never = new CronStarts(text).atOrAfter(Date.UTC(2024, 0)) === undefined;
    return never ? 'such a day never comes' : null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message.replace(/^CronPattern: /, '');
  }
}

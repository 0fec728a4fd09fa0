import type { Plan } from '../core/plan/plan.ts';
import type { Measurement } from '../core/verdict/measurement.ts';
import type { Clock } from '../ports/clock.ts';
import type { Site } from './context.ts';
import { type Outcome, Reading } from './reading.ts';

/** What came from one source. */
export interface Taken {
  readonly source: string;
  readonly outcome: Outcome;
}

/** All sources of one deployment: one that counts, and those that tell more. */
export interface Readings {
  /** Asks whoever is due; the position is the counting source's. Resolves when all that were asked now have answered. */
  ask(after: string | null): Promise<void>;
  /** What came since the last take. */
  take(): { readonly counts: Outcome | undefined; readonly all: readonly Taken[] };
  /** Values and ratios that wait for a block to stand in; afterwards none do. */
  more(): readonly Measurement[];
  /** Nobody needs an answer any longer. */
  stop(): void;
}

/** The readings of a deployment at its site. */
export function readingsOf(site: Site, plan: Plan, clock: Clock, signal: AbortSignal): Readings {
  const stopping = new AbortController();
  const stop = (): void => {
    signal.removeEventListener('abort', stop);
    stopping.abort();
  };
  signal.addEventListener('abort', stop);
  const counting = new Reading(site.metrics, plan.metrics.interval, clock, stopping.signal);
  const others = site.feeds.map(({ source, interval }) => ({
    reading: new Reading(source, interval, clock, stopping.signal),
    // A position among values is lost with the process: then counting begins anew, which invents nothing.
    cursor: null as string | null,
    newest: Number.NEGATIVE_INFINITY,
  }));
  let waiting: readonly Measurement[] = [];
  return {
    ask: async (after) => {
      await Promise.all([counting.ask(after), ...others.map(({ reading, cursor }) => reading.ask(cursor))]);
    },
    take: () => {
      const counts = counting.take();
      const all: Taken[] = counts === undefined ? [] : [{ source: site.metrics.name, outcome: counts }];
      for (const other of others) {
        const outcome = other.reading.take();
        if (outcome === undefined) continue;
        all.push({ source: other.reading.source.name, outcome });
        if (outcome.kind === 'problem') continue;
        // The same moment told twice is one value.
        const news = outcome.rows.filter(({ sourceTime }) => sourceTime > other.newest);
        other.cursor = outcome.rows.at(-1)?.cursor ?? other.cursor;
        other.newest = news.at(-1)?.sourceTime ?? other.newest;
        waiting = [...waiting, ...news];
      }
      return { counts, all };
    },
    more: () => {
      const more = waiting;
      waiting = [];
      return more;
    },
    stop,
  };
}

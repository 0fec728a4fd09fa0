import type { WatchReport } from '../core/deployment/command.ts';
import { instant } from '../core/kernel/instant.ts';
import type { AdoptedPolicy } from '../core/plan/policy/adopted.ts';
import { addToCurve, type Curve } from '../core/verdict/curve.ts';
import { evolveJudging, type Judging, type JudgingRecord, type StableBefore } from '../core/verdict/judging.ts';
import type { Clock } from '../ports/clock.ts';
import type { Entry, Journal } from '../ports/journal.ts';
import type { Target } from '../ports/target.ts';
import { siteOf } from './context.ts';
import type { Drivers } from './drivers.ts';
import type { Log } from './log.ts';
import type { Watched } from './measuring.ts';
import { READ_LIMIT } from './reading.ts';
import { type Readings, readingsOf } from './readings.ts';
import type { SourceStanding } from './source-health.ts';
import type { Store } from './store.ts';
import { Looks } from './within.ts';

/** What the watch needs of the engine. */
export interface WatchContext {
  readonly store: Store;
  readonly journal: Journal;
  readonly drivers: Drivers;
  readonly clock: Clock;
  readonly epoch: number;
  readonly log: Log;
  /** Given when the engine stops: nothing is waited for any longer. */
  readonly stopping: AbortSignal;
  report(deployment: string, report: WatchReport): Promise<void>;
}

/** What is remembered of one deployment that is watched: in memory alone, as it follows from its measurement stream. */
export interface Watch {
  judging: Judging | null;
  /** For people alone: no verdict reads it. */
  curve: Curve | null;
  /** Position in the measurement stream, for the verdict to cite. */
  version: number;
  lastHash: string | null;
  /** Up to where time was served, on the steady clock. */
  servedUntil: number;
  /** The policy in force whose triggers were looked at last. */
  policy: AdoptedPolicy | null;
  /** A person resumed: what evidence holds is lifted with the next measurement. */
  lifting: boolean;
  readonly readings: Readings;
  /** How each source does, as the stream has it. */
  readonly sources: Map<string, SourceStanding>;
  /** What stable did before, asked while nothing is judged yet; undefined while that is not answered. */
  before: StableBefore | null | undefined;
  readonly target: Target;
  /** Looks at it. */
  readonly looks: Looks;
  /** The one that is under way. */
  health: Promise<void> | undefined;
}

/** A watch that remembers nothing yet. */
export function beginWatch({ drivers, clock, stopping }: WatchContext, deployment: Watched): Watch {
  const site = siteOf(drivers, deployment, deployment.opening.environment);
  return {
    judging: null,
    curve: null,
    version: 0,
    lastHash: null,
    servedUntil: clock.steady(),
    policy: null,
    lifting: false,
    readings: readingsOf(site, deployment.plan, clock, stopping),
    sources: new Map(),
    before: undefined,
    target: site.target,
    looks: new Looks(clock, READ_LIMIT, stopping),
    health: undefined,
  };
}

/** Nobody waits for what it asked any longer. */
export function endWatch({ readings, looks }: Watch): void {
  readings.stop();
  looks.end();
}

/** Remembers what the measurement stream says, in its order. */
export function remember(deployment: Watched, watch: Watch, entries: readonly Entry[]): void {
  for (const entry of entries) {
    const record = { type: entry.type, ...(entry.body as object) } as JudgingRecord;
    watch.judging = evolveJudging(deployment.plan, watch.judging, record);
    watch.curve = addToCurve(watch.curve, record);
    if (record.type === 'HoldLifted') watch.lifting = false;
    if (record.type === 'SourceHealthChanged') {
      const { source, why, detail } = record;
      watch.sources.set(source, { source, why, detail, since: instant(entry.at) });
    }
    watch.version = entry.version;
    watch.lastHash = entry.hash;
  }
}

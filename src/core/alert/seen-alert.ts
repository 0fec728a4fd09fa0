import type { Instant } from '../kernel/instant.ts';

/** An alert that fires, as a monitoring system tells it. Its words are not ours. */
export interface SeenAlert {
  readonly name: string;
  /** As its rule labels it; null where it does not. */
  readonly severity: string | null;
  /** Since when; null where that is not told. */
  readonly since: Instant | null;
  readonly summary: string;
  /** It fires, and tells nobody: somebody silenced it, or another alert covers it. Absent where that is not so, or not told. */
  readonly muted?: 'silenced' | 'inhibited';
}

/** Which alerts fired at a moment while a deployment was watched. It is told, and moves no verdict. */
export interface AlertsSeen {
  readonly type: 'AlertsSeen';
  readonly source: string;
  readonly at: Instant;
  readonly alerts: readonly SeenAlert[];
}

/** A monitoring system could not be asked. What fires is unknown from then on, until it answers again: that is not "none". */
export interface AlertsUnseen {
  readonly type: 'AlertsUnseen';
  readonly source: string;
  readonly at: Instant;
  readonly why: string;
}

/** What a look for alerts came to. */
export type AlertLook = AlertsSeen | AlertsUnseen;

const key = ({ name, severity, since, summary, muted }: SeenAlert): string =>
  JSON.stringify([name, severity, since, summary, muted]);

/** Whether other alerts fire than before: not every look is news. */
export function isOtherThan(before: readonly SeenAlert[], now: readonly SeenAlert[]): boolean {
  const known = new Set(before.map(key));
  return known.size !== new Set(now.map(key)).size || now.some((alert) => !known.has(key(alert)));
}

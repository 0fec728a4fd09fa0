import type { Instant } from '../kernel/instant.ts';
import type { AlertsSeen, SeenAlert } from './seen-alert.ts';

/** An alert over the time of a deployment: when it was first and last seen, and whether it still fired at the last look. */
export interface AlertTime {
  readonly source: string;
  readonly alert: SeenAlert;
  readonly firstSeen: Instant;
  /** When it was gone; null while it fires. */
  readonly gone: Instant | null;
  /** It fired already when it was first looked: it is not the release's doing. */
  readonly wasThere: boolean;
}

/** The alerts of a deployment from what was seen at each look, in the order in which they came. */
export function alertTimes(records: readonly AlertsSeen[]): readonly AlertTime[] {
  const times = new Map<string, AlertTime>();
  const looked = new Set<string>();
  for (const { source, at, alerts } of records) {
    const now = new Set<string>();
    for (const alert of alerts) {
      const key = JSON.stringify([source, alert.name, alert.since, alert.summary]);
      now.add(key);
      const known = times.get(key);
      times.set(
        key,
        known === undefined
          ? { source, alert, firstSeen: at, gone: null, wasThere: !looked.has(source) }
          : { ...known, gone: null },
      );
    }
    for (const [key, time] of times) {
      if (time.source === source && time.gone === null && !now.has(key)) times.set(key, { ...time, gone: at });
    }
    looked.add(source);
  }
  return [...times.values()];
}

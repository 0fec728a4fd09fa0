import type { Instant } from '../kernel/instant.ts';
import type { AlertLook, AlertsSeen, SeenAlert } from './seen-alert.ts';

/** An alert over the time of a deployment: when it was first and last seen, and whether it still fired at the last look. */
export interface AlertTime {
  readonly source: string;
  /** As it was told last. */
  readonly alert: SeenAlert;
  readonly firstSeen: Instant;
  /** When it was gone; null while it fires. */
  readonly gone: Instant | null;
  /** It fired already when it was first looked: it is not the release's doing. */
  readonly wasThere: boolean;
}

/** The alerts of a deployment from what each look came to, in the order in which they came. */
export function alertTimes(looks: readonly AlertLook[]): readonly AlertTime[] {
  const times = new Map<string, AlertTime>();
  const looked = new Set<string>();
  for (const { source, at, alerts } of looks.filter((look): look is AlertsSeen => look.type === 'AlertsSeen')) {
    const now = new Set<string>();
    for (const alert of alerts) {
      const key = JSON.stringify([source, alert.name, alert.since, alert.summary]);
      now.add(key);
      const known = times.get(key);
      times.set(
        key,
        known === undefined
          ? { source, alert, firstSeen: at, gone: null, wasThere: !looked.has(source) }
          : { ...known, alert, gone: null },
      );
    }
    for (const [key, time] of times) {
      if (time.source === source && time.gone === null && !now.has(key)) times.set(key, { ...time, gone: at });
    }
    looked.add(source);
  }
  return [...times.values()];
}

/** A time in which a monitoring system could not be asked, and so what fired is not known. */
export interface AlertGap {
  readonly source: string;
  readonly from: Instant;
  /** When it answered again; null where it never did. */
  readonly to: Instant | null;
  readonly why: string;
}

/** The gaps in what is known of alerts, in the order in which they began. */
export function alertGaps(looks: readonly AlertLook[]): readonly AlertGap[] {
  const gaps: AlertGap[] = [];
  for (const look of looks) {
    const open = gaps.findIndex(({ source, to }) => source === look.source && to === null);
    const gap = gaps[open];
    if (look.type === 'AlertsUnseen' && gap === undefined) {
      gaps.push({ source: look.source, from: look.at, to: null, why: look.why });
    } else if (look.type === 'AlertsSeen' && gap !== undefined) {
      gaps[open] = { ...gap, to: look.at };
    }
  }
  return gaps;
}

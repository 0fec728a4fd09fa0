import { formatDuration } from '../core/kernel/duration.ts';
import type { WindowSource } from '../core/window/window.ts';
import type { View } from './view.ts';

/** One window in the words of the file, with its zone. */
export function windowView(source: WindowSource): View {
  const { name, timezone } = source;
  switch (source.kind) {
    case 'cron':
      return { name, cron: source.cron, duration: formatDuration(source.duration), timezone };
    case 'dates':
      return { name, from: source.from, to: source.to, timezone };
    case 'rrule':
      return {
        ...{ name, rrule: source.rrule, starts: source.starts, duration: formatDuration(source.duration) },
        ...{ exdates: source.exdates, rdates: source.rdates, timezone },
      };
    case 'ics':
      return {
        ...{ name, ics: source.ics, ...(source.match === null ? {} : { match: source.match }) },
        refresh: formatDuration(source.refresh),
        stale_after: formatDuration(source.staleAfter),
        on_stale: 'deny',
        ...{ allow_private: source.allowPrivate, timezone },
      };
  }
}

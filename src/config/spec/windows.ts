import { InvariantViolation } from '../../core/kernel/invariant.ts';
import type { WindowPolicy, WindowSource } from '../../core/window/window.ts';
import { FEED_DEFAULTS, type WindowBlock } from '../blocks/blackouts.ts';
import type { Config } from '../schema.ts';

/** The windows of a unit, each with its zone. */
export function windowPolicy({ windows, timezone, on_open, lookahead }: Config['blackouts']): WindowPolicy {
  return {
    sources: windows.map((window) => windowSource(window, timezone)),
    onOpen: on_open,
    lookahead,
  };
}

function windowSource(window: WindowBlock, common: string | undefined): WindowSource {
  const { name, cron, duration, from, to, rrule, starts, ics } = window;
  const timezone = window.timezone ?? common;
  if (timezone !== undefined && cron !== undefined && duration !== undefined) {
    return { kind: 'cron', name, cron, duration, timezone };
  }
  if (timezone !== undefined && from !== undefined && to !== undefined) {
    return { kind: 'dates', name, from, to, timezone };
  }
  if (timezone !== undefined && rrule !== undefined && starts !== undefined && duration !== undefined) {
    const { exdates = [], rdates = [] } = window;
    return { kind: 'rrule', name, rrule, starts, duration, exdates, rdates, timezone };
  }
  if (timezone !== undefined && ics !== undefined) {
    const {
      match = null,
      refresh = FEED_DEFAULTS.refresh,
      stale_after: staleAfter = FEED_DEFAULTS.staleAfter,
    } = window;
    return { kind: 'ics', name, ics, match, refresh, staleAfter, allowPrivate: window.allow_private ?? [], timezone };
  }
  throw new InvariantViolation(`window ${name} was let in without time or zone`);
}

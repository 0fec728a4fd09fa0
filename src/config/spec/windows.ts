import { InvariantViolation } from '../../core/kernel/invariant.ts';
import type { WindowPolicy, WindowSource } from '../../core/window/window.ts';
import type { WindowBlock } from '../blocks/blackouts.ts';
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
  const { name, cron, duration, from, to } = window;
  const timezone = window.timezone ?? common;
  if (timezone !== undefined && cron !== undefined && duration !== undefined) {
    return { kind: 'cron', name, cron, duration, timezone };
  }
  if (timezone !== undefined && from !== undefined && to !== undefined) {
    return { kind: 'dates', name, from, to, timezone };
  }
  throw new InvariantViolation(`window ${name} was let in without time or zone`);
}

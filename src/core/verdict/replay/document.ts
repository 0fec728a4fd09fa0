import type { Bounds, EValues, GateVerdict } from '../verdict.ts';
import type { Change, Final } from './replay.ts';

/** A row of the replay's document. */
export type ChangeRow = ReturnType<typeof changeRow>;

/** What a replay came to, in the form that programs read. */
export const replayDocument = (changes: readonly ChangeRow[], { verdict, at, reason, extended }: Final) => ({
  schema: 'plimsoll.gate-replay/1',
  changes,
  final: { verdict, at, reason, extended },
});

/** A change as a row: times are block ends in seconds. */
export function changeRow({ t, gate }: Change) {
  const { state, reason, e, bounds, requests, errors, needsRequests, needsMinutes, text } = gate;
  return {
    t,
    gate: gate.gate,
    state,
    reason,
    e: e === null ? null : eRow(e),
    bounds: boundsRow(bounds),
    requests,
    errors,
    needs_requests: needsRequests,
    needs_minutes: digits(needsMinutes, 4),
    text,
  };
}

/** The numbers of a gate's verdict, without when and how it stands. */
export const numbersRow = (gate: GateVerdict) => {
  const { t: _, ...row } = changeRow({ t: 0, gate });
  return row;
};

const eRow = ({ absolute, relative, shift, pass, failAt, passAt }: EValues) => ({
  absolute: digits(absolute, 4),
  relative: digits(relative, 4),
  shift: digits(shift, 4),
  pass: digits(pass, 4),
  fail_at: digits(failAt, 4),
  pass_at: digits(passAt, 4),
});

const boundsRow = ({ low, high, observed, baseline, limit, unit }: Bounds) => ({
  low: digits(low, 6),
  high: digits(high, 6),
  observed: digits(observed, 6),
  baseline: digits(baseline, 6),
  limit: digits(limit, 6),
  unit,
});

/** Larger numbers say nothing more; a document has no infinite ones. */
const LARGEST = 1e99;

function digits(value: number | null, count: number): number | null {
  if (value === null || Number.isNaN(value)) return null;
  return Number(Math.min(LARGEST, Math.max(-LARGEST, value)).toPrecision(count));
}

import type { ScalarRule } from '../rule.ts';
import type { ReasonCode } from '../verdict.ts';
import type { ScalarState } from './scalar-state.ts';

/** So many good values at the end, so many good among all, and so many present among those due make a pass. */
const NEWEST = 3;
const GOOD_SHARE = 0.9;
const PRESENT_SHARE = 0.8;
const STALE_SECONDS = 30;

/** Whether enough values are there, and enough of them are good. */
export function isProvenScalar(state: ScalarState, rule: ScalarRule): boolean {
  return (
    state.newest.length >= NEWEST &&
    state.newest.every((outcome) => outcome === 'good') &&
    state.good >= GOOD_SHARE * state.present &&
    isPresent(state, rule)
  );
}

const isPresent = (state: ScalarState, rule: ScalarRule): boolean =>
  state.present >= PRESENT_SHARE * Math.floor(state.seconds / rule.claim.metric.intervalSeconds);

/** Why the newest value, or its absence, holds the weight; null when nothing does. */
export function scalarHold(state: ScalarState, rule: ScalarRule): ReasonCode | null {
  const { intervalSeconds } = rule.claim.metric;
  if (state.wait >= Math.max(2 * intervalSeconds, STALE_SECONDS)) return state.present === 0 ? 'absent' : 'stale';
  const latest = state.newest.at(-1);
  return latest === undefined || latest === 'good' || state.lifted ? null : 'evidence';
}

/** Why values did not decide by the end. */
export function scalarUndecided(state: ScalarState, rule: ScalarRule): ReasonCode {
  if (!isPresent(state, rule)) return 'absent';
  return state.present < NEWEST ? 'insufficient' : 'borderline';
}

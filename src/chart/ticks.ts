import type { Instant } from '../core/kernel/instant.ts';
import type { ChartZone } from './clock-time.ts';

/** Round numbers within a range, about so many, and the step between them. */
export function roundTicks(low: number, high: number, about: number): { readonly step: number; readonly at: number[] } {
  const rough = (high - low) / Math.max(1, about);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = size * (STEPS.find((each) => each * size >= rough * 0.999) ?? 10);
  const at: number[] = [];
  // Counted in whole steps: sums of 0.1 drift.
  for (let count = Math.ceil(low / step - 1e-9); count * step <= high + step * 1e-9; count += 1) at.push(count * step);
  return { step, at };
}

const STEPS = [1, 2, 2.5, 5, 10];

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SPANS = [
  ...[5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 28].map((count) => count * DAY),
];

/** Moments at which a clock of the zone shows a round time, at most so many. */
export function timeTicks(
  from: Instant,
  to: Instant,
  most: number,
  { offsetMinutes }: ChartZone,
): { readonly step: number; readonly at: Instant[] } {
  const step = SPANS.find((span) => (to - from) / span <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  const offset = offsetMinutes * MINUTE;
  const at: Instant[] = [];
  for (let moment = Math.ceil((from + offset) / step) * step - offset; moment <= to; moment += step) {
    at.push(moment as Instant);
  }
  return { step, at };
}

import { type Gains, gainsOf, type Side } from './likelihood.ts';

/**
 * The most events among so many requests that still prove a rate below the limit, at an e-value of 1 / `budget`; -1 when
 * not even none would. The bracket comes from the best alternative alone, so that only a few steps take exponentials.
 */
export function mostEvents(requests: number, level: Level): number {
  const { gains, least, tempering } = level;
  const { surely, possibly } = bracket(gains, requests, least, tempering);
  let proven = Math.max(-1, Math.min(requests, Math.floor(surely)));
  // Rounding at the end of the bracket must not claim what is not proven.
  while (proven >= 0 && !reaches(gains, requests, proven, least, tempering)) proven -= 1;
  let open = Math.min(requests, Math.floor(possibly)) + 1;
  while (open - proven > 1) {
    const middle = Math.floor((open + proven) / 2);
    if (reaches(gains, requests, middle, least, tempering)) proven = middle;
    else open = middle;
  }
  return proven;
}

/** The fewest events among so many requests that prove a rate above the limit; one more than the requests when not even all would. */
export function fewestEvents(requests: number, level: Level): number {
  const { gains, least, tempering } = level;
  const { surely, possibly } = bracket(gains, requests, least, tempering);
  const end = requests + 1;
  let proven = Math.min(end, Math.max(0, Math.ceil(surely)));
  while (proven < end && !reaches(gains, requests, proven, least, tempering)) proven += 1;
  let open = Math.max(0, Math.ceil(possibly)) - 1;
  while (proven - open > 1) {
    const middle = Math.floor((open + proven) / 2);
    if (reaches(gains, requests, middle, least, tempering)) proven = middle;
    else open = middle;
  }
  return proven;
}

/** What a count must reach: the alternatives' gains against a limit, and the logarithm of the e-value that proves. */
export interface Level {
  readonly gains: Gains;
  readonly least: number;
  readonly tempering: number;
}

/** The level of a side against a limit at an e-value. */
export const levelOf = (side: Side, limit: number, e: number, tempering: number): Level => ({
  gains: gainsOf(side, limit),
  least: Math.log(e),
  tempering,
});

/**
 * The counts at which the best alternative alone is large enough for the mean of all, and at which it is just as large
 * as the mean must be. The count sought lies between them.
 */
function bracket({ hit, miss }: Gains, requests: number, least: number, tempering: number) {
  const all = least + Math.log(hit.length);
  const isDown = (hit[0] ?? 0) < 0;
  let surely = isDown ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  let possibly = surely;
  for (let index = 0; index < hit.length; index += 1) {
    const none = tempering * requests * (miss[index] ?? 0);
    const slope = tempering * ((hit[index] ?? 0) - (miss[index] ?? 0));
    const [sure, possible] = [(all - none) / slope, (least - none) / slope];
    surely = isDown ? Math.max(surely, sure) : Math.min(surely, sure);
    possibly = isDown ? Math.max(possibly, possible) : Math.min(possibly, possible);
  }
  return { surely, possibly };
}

function reaches(gains: Gains, requests: number, events: number, least: number, tempering: number): boolean {
  const { hit, miss } = gains;
  let sum = 0;
  for (let index = 0; index < hit.length; index += 1) {
    const log = tempering * (events * (hit[index] ?? 0) + (requests - events) * (miss[index] ?? 0));
    sum += Math.exp(log - least);
  }
  return sum >= hit.length;
}

import { mostEvents } from '../ledger/critical.ts';
import { gainsOf } from '../ledger/likelihood.ts';
import { binomialAtMost, binomialExactly } from './binomial.ts';
import type { Proof } from './proof.ts';

/** How many trials come in a stage, and how the judge tempers what they say. */
export interface Course {
  /** Trials until the planned end, with what earlier stages proved. */
  readonly planned: number;
  /** Trials until the end of the extension. */
  readonly extended: number;
  readonly temperingAfter: (trials: number) => number;
}

/** The chance that a candidate like stable passes: at the planned end, and until the end of the extension. */
export interface Chance {
  readonly planned: number;
  readonly extended: number;
}

/** More looks between the two ends change nothing that anyone sees. */
const LOOKS = 24;
/** Where so many events are allowed at the end, each look costs much and tells little: there are fewer, and past this none between the ends. */
const WIDEST = 1_000;
const FEWEST_LOOKS = 4;
/** What passes as often as this by the planned end needs no look at the extension. */
const CERTAIN = 0.9999;

/**
 * The chance at the planned end is the binomial's. In the extension the ledger is looked at all the time, and it is enough
 * that it passes once: the errors so far are followed from look to look, and those that have passed are taken out.
 */
export function chanceOf(proof: Proof, course: Course): Chance {
  const { temperingAfter } = course;
  const [first, last] = [Math.floor(course.planned), Math.floor(course.extended)];
  const [gains, least] = [gainsOf('down', proof.limit), Math.log(proof.passAt)];
  const most = (trials: number): number =>
    trials < proof.leastSeen ? -1 : mostEvents(trials, { gains, least, tempering: temperingAfter(trials) });
  const planned = binomialAtMost(most(first), first, proof.share);
  if (planned > CERTAIN || last <= first) return { planned, extended: planned };
  const highest = most(last);
  if (highest - Math.max(-1, most(first)) > WIDEST) {
    return { planned, extended: Math.max(planned, binomialAtMost(highest, last, proof.share)) };
  }
  return { planned, extended: Math.min(1, planned + passedLater(proof, first, last, most)) };
}

/** The chance to pass after `first` for those that have not passed there. */
function passedLater(proof: Proof, first: number, last: number, most: (trials: number) => number): number {
  const highest = most(last);
  let passed = 0;
  let before = first;
  let lowest = most(first) + 1;
  let undecided = chances(lowest, highest, (events) => binomialExactly(events, first, proof.share));
  for (const trials of looks(first, last, most)) {
    const step = trials - before;
    const more = chances(0, highest - lowest, (events) => binomialExactly(events, step, proof.share));
    const were = undecided;
    const after = chances(0, highest - lowest, (events) => {
      let sum = 0;
      for (let was = 0; was <= events; was += 1) sum += (were[was] ?? 0) * (more[events - was] ?? 0);
      return sum;
    });
    const passing = most(trials) + 1 - lowest;
    for (let events = 0; events < passing; events += 1) passed += after[events] ?? 0;
    undecided = after.slice(passing);
    lowest += passing;
    before = trials;
  }
  return passed;
}

/** The chances of `lowest` to `highest` events; with more than that a ledger can never pass. */
const chances = (lowest: number, highest: number, chance: (events: number) => number): readonly number[] =>
  Array.from({ length: Math.max(0, highest - lowest + 1) }, (_, index) => chance(lowest + index));

/** The moments at which one event more is allowed: between them nobody begins to pass. */
function looks(first: number, last: number, most: (trials: number) => number): readonly number[] {
  const [least, highest] = [most(first), most(last)];
  const affordable = Math.max(FEWEST_LOOKS, Math.floor((WIDEST / (highest - least)) ** 2));
  const count = Math.min(LOOKS, affordable, highest - least);
  return Array.from({ length: count }, (_, index) => {
    const events = least + Math.ceil(((index + 1) * (highest - least)) / count);
    return earliest(events, first, last, most);
  });
}

function earliest(events: number, first: number, last: number, most: (trials: number) => number): number {
  let [low, high] = [first, last];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (most(middle) >= events) high = middle;
    else low = middle;
  }
  return high;
}

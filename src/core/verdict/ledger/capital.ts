import { zeros } from '../zeros.ts';

/**
 * L2: what one fail-side ledger owns. A part of the capital is laid at the start, the rest in equal parts while the stage
 * runs, so that a regression that begins late is caught: what earlier blocks lost cannot drown a bet that was not laid yet.
 *
 * One array that whoever judges changes in place, for a thousand canaries have ten of these: the cash, how many of the equal
 * parts are laid, and then what each bettor owns now. Several capitals of one size may lie in one array, each from its own place on.
 */
export type Capital = number[];

/** Where in a capital what lies; bets last. */
export const CASH = 0;
export const LAID = 1;
export const BETS = 2;

/** When the equal parts are due: one each ten seconds of the planned duration, then of the extension. */
export interface Instalments {
  readonly planned: number;
  readonly extension: number;
}

const AT_START = 0.4;
const IN_PLAN = 0.4;
const IN_EXTENSION = 0.2;
const EVERY_SECONDS = 10;

/** Larger stakes are cut and smaller ones dropped: both only lower the e-value, so no promise breaks. */
const LARGEST = 1e280;
const SMALLEST = 1e-300;

/** The instalments of a stage of this many seconds that may run to `extend` times that. */
export const instalments = (seconds: number, extend: number): Instalments => ({
  planned: Math.max(1, Math.floor(seconds / EVERY_SECONDS)),
  extension: Math.max(1, Math.floor((seconds * (extend - 1)) / EVERY_SECONDS)),
});

/** Capital 1 for a ledger of this many bettors. */
export function openCapital(bettors: number): Capital {
  const capital = zeros(BETS + bettors);
  addCapital(capital);
  return capital;
}

/** One more capital of 1 at the next stage: what was won or lost stays, the instalments begin again. */
export const addCapital = (capital: Capital): void => addCapitalAt(capital, 0, capital.length);

/** The same for the capital that begins in an array at a place and has a size. */
export function addCapitalAt(all: number[], at: number, size: number): void {
  all[at + CASH] = (all[at + CASH] ?? 0) + (1 - AT_START);
  all[at + LAID] = 0;
  raise(all, at, size, AT_START / (size - BETS));
}

/** Lays the parts that are due when a block begins, before its outcome counts. */
export const layDue = (capital: Capital, due: Instalments, elapsed: number): void =>
  layDueAt(capital, 0, capital.length, due, elapsed);

/** The same for the capital that begins in an array at a place and has a size. */
export function layDueAt(all: number[], at: number, size: number, due: Instalments, elapsed: number): void {
  const until = partsDue(due, elapsed);
  const laid = all[at + LAID] ?? 0;
  if (until <= laid) return;
  let cash = all[at + CASH] ?? 0;
  let each = 0;
  for (let part = laid; part < until; part += 1) {
    const amount = part < due.planned ? IN_PLAN / due.planned : IN_EXTENSION / due.extension;
    cash -= amount;
    each += amount / (size - BETS);
  }
  all[at + CASH] = Math.max(0, cash);
  all[at + LAID] = until;
  raise(all, at, size, each);
}

const partsDue = ({ planned, extension }: Instalments, elapsed: number): number =>
  Math.min(planned + extension, Math.floor(elapsed / EVERY_SECONDS));

function raise(all: number[], at: number, size: number, each: number): void {
  for (let bet = at + BETS; bet < at + size; bet += 1) all[bet] = (all[bet] ?? 0) + each;
}

/** Multiplies each bet by its factor. */
export function multiply(capital: Capital, factors: readonly number[]): void {
  for (let bet = BETS; bet < capital.length; bet += 1)
    capital[bet] = held((capital[bet] ?? 0) * (factors[bet - BETS] ?? 1));
}

/** A bet within what a double holds. Written so that 0 times infinity, which is not a number, counts as lost. */
export const held = (bet: number): number => (bet >= SMALLEST ? Math.min(bet, LARGEST) : 0);

/** The e-value: all that the ledger owns, beginning at 1 for each capital put in. */
export const worth = (capital: Readonly<Capital>): number => worthAt(capital, 0, capital.length);

/** The e-value of the capital that begins in an array at a place and has a size. */
export function worthAt(all: readonly number[], at: number, size: number): number {
  let sum = all[at + CASH] ?? 0;
  for (let bet = at + BETS; bet < at + size; bet += 1) sum += all[bet] ?? 0;
  return sum;
}

/**
 * L2: what one fail-side ledger owns. A part of the capital is laid at the start, the rest in equal parts while the stage
 * runs, so that a regression that begins late is caught: what earlier blocks lost cannot drown a bet that was not laid yet.
 */
export interface Capital {
  readonly cash: number;
  /** What each bettor owns now. */
  readonly bets: readonly number[];
  /** How many of the equal parts are laid. */
  readonly laid: number;
}

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
export const openCapital = (bettors: number): Capital => addCapital({ cash: 0, bets: Array(bettors).fill(0), laid: 0 });

/** One more capital of 1 at the next stage: what was won or lost stays, the instalments begin again. */
export function addCapital(capital: Capital): Capital {
  const each = AT_START / capital.bets.length;
  return { cash: capital.cash + (1 - AT_START), bets: capital.bets.map((bet) => bet + each), laid: 0 };
}

/** Lays the parts that are due when a block begins, before its outcome counts. */
export function layDue(capital: Capital, due: Instalments, elapsed: number): Capital {
  const all = due.planned + due.extension;
  const until = Math.min(all, Math.floor(elapsed / EVERY_SECONDS));
  if (until <= capital.laid) return capital;
  let { cash } = capital;
  let each = 0;
  for (let part = capital.laid; part < until; part += 1) {
    const size = part < due.planned ? IN_PLAN / due.planned : IN_EXTENSION / due.extension;
    cash -= size;
    each += size / capital.bets.length;
  }
  return { cash: Math.max(0, cash), bets: capital.bets.map((bet) => bet + each), laid: until };
}

/** The capital after a block that multiplied each bet by its factor. */
export const multiplied = (capital: Capital, factors: readonly number[]): Capital => ({
  ...capital,
  bets: capital.bets.map((bet, index) => held(bet * (factors[index] ?? 1))),
});

/** Written so that 0 times infinity, which is not a number, counts as lost. */
const held = (bet: number): number => (bet >= SMALLEST ? Math.min(bet, LARGEST) : 0);

/** The e-value: all that the ledger owns, beginning at 1 for each capital put in. */
export const worth = (capital: Capital): number => capital.bets.reduce((sum, bet) => sum + bet, capital.cash);

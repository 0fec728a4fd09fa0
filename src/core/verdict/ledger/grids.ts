/** L1: the share of the stake that each bettor lays on a block being worse than the limit. */
export const FRACTIONS: readonly number[] = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9];

/** L3 down: the alternatives below the limit, as shares of it. */
const BELOW: readonly number[] = [0.85, 0.7, 0.55, 0.42, 0.3, 0.2, 0.1, 0.03];

/** L3 up: where the alternatives lie between the lowest and the highest odds, (k/11)^1.35. Literals, for `pow` is not the same everywhere. */
const UPWARD: readonly number[] = [
  0, 0.03927533291840915, 0.10011758592532087, 0.173074692591761, 0.2552118662453342, 0.34492873914395206,
  0.44118837752568674, 0.5432531197809678, 0.6505659926819456, 0.7626886136894369, 0.8792651802875153, 1,
];

/** The number of alternatives above a limit. */
export const UP = UPWARD.length;

/** The highest alternative: 99 % as odds. */
const HIGHEST_ODDS = 99;

/** The twelve alternatives above a limit: odds from 1.2 times the limit's own to 99, denser near the limit. */
export function above(limit: number): readonly number[] {
  const lowest = (1.2 * limit) / (1 - limit);
  // A limit so high that its own odds pass 99 keeps one alternative, never one below itself: that would not be a fair bet.
  const span = Math.log(Math.max(HIGHEST_ODDS, lowest) / lowest);
  return UPWARD.map((place) => {
    const odds = lowest * Math.exp(place * span);
    return odds / (1 + odds);
  });
}

/** The eight alternatives below a limit. */
export const below = (limit: number): readonly number[] => BELOW.map((share) => share * limit);

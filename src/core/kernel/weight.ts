/** The candidate's share of traffic in tenths of a percent: 0 to 1000. */
export type Weight = number & { readonly __unit: 'weight-permille' };

const WRITTEN = /^(\d{1,3})(?:\.(\d))?%$/;

/** The weight of this many tenths of a percent, or undefined outside 0 to 1000. */
export const weight = (permille: number): Weight | undefined =>
  Number.isInteger(permille) && permille >= 0 && permille <= 1000 ? (permille as Weight) : undefined;

/** No traffic for the candidate. */
export const NONE: Weight = 0 as Weight;

/** All traffic for the candidate. */
export const ALL: Weight = 1000 as Weight;

/** Reads `5%` or `0.5%`: 0 to 100 with at most one decimal. Anything else is undefined. */
export function parseWeight(text: string): Weight | undefined {
  const parts = WRITTEN.exec(text);
  return parts === null ? undefined : weight(Number(parts[1]) * 10 + Number(parts[2] ?? 0));
}

/** Writes a weight as people write it: `5 %`, `0.5 %`. */
export const formatWeight = (share: Weight): string => `${share / 10} %`;

/** The weight as a ratio between 0 and 1, as the judge wants it. */
export const ratioOf = (share: Weight): number => share / 1000;

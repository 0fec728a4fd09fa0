/** A number of instances, or a percentage of them. */
export type Share =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'percent'; readonly percent: number };

/** The instances of `all` that may be missing: a percentage rounds down, so that never more are than was said. */
export const roundedDown = (share: Share, all: number): number => Math.min(all, Math.floor(exact(share, all)));

/** The instances that may be there beside `all`: a percentage rounds up, so that a small unit can move at all. */
export const roundedUp = (share: Share, all: number): number => Math.ceil(exact(share, all));

// Multiplied before it is divided: 0.07 * 100 is more than 7, and would round up to 8.
const exact = (share: Share, all: number): number =>
  share.kind === 'count' ? share.count : (share.percent * all) / 100;

const WRITTEN = /^(\d+)(%)?$/;

/** Reads `3` or `25%`; undefined for anything else. */
export function parseShare(text: string): Share | undefined {
  const [, digits, percent] = WRITTEN.exec(text) ?? [];
  if (digits === undefined || digits.length > 6) return undefined;
  const value = Number(digits);
  if (percent === undefined) return { kind: 'count', count: value };
  return value <= 100 ? { kind: 'percent', percent: value } : undefined;
}

/** A share as it is written. */
export const shareText = (share: Share): string => (share.kind === 'count' ? String(share.count) : `${share.percent}%`);

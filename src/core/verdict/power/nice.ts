/** Steps of a decade that people like to write. */
const STEPS: readonly number[] = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** The numbers that people like to write, above one number and up to another, rising. */
export function niceAbove(least: number, most: number): readonly number[] {
  const found: number[] = [];
  if (!(least > 0)) return found;
  let decade = 1;
  while (decade > least) decade /= 10;
  while (decade * 10 <= least) decade *= 10;
  for (; decade <= most; decade *= 10) {
    for (const step of STEPS) {
      // 0.1 * 1.2 is not the double 0.12.
      const value = Number((step * decade).toPrecision(6));
      if (value > least && value <= most) found.push(value);
    }
  }
  return found;
}

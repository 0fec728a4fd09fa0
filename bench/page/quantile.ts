/** A quantile of values, of those that were measured. */
export const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) * q)] ?? Number.NaN;

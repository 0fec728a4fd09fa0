/**
 * So many zeros, in an array that never had holes. One made by `Array(n)` is marked as having some for good, and so are its
 * copies; every number read out of such an array is put into a box of its own, which is most of what a judge would cost.
 */
export function zeros(count: number): number[] {
  const all: number[] = [];
  while (all.length < count) all.push(0);
  return all;
}

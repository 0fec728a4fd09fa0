/**
 * So many zeros, in an array that never had holes, has no room to spare and keeps numbers as they are. One made by `Array(n)` is
 * marked as having holes for good, and so are its copies; every number read out of such an array is put into a box of its own. One
 * that grew has room for half as many more, which a thousand judges fetch from memory with it.
 */
export function zeros(count: number): number[] {
  const all: number[] = [];
  // What only ever held whole numbers is laid out anew at the first other one.
  while (all.length < count) all.push(0.5);
  return all.slice().fill(0);
}

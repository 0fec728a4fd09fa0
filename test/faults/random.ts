/** Numbers that look random and come again from their seed (mulberry32): between 0 and 1. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The seed of this run: the one asked for in PLIMSOLL_SEED, or a new one. Print it, so that the run can be had again. */
export const seedOfRun = (): number => Number(process.env.PLIMSOLL_SEED ?? Math.floor(Math.random() * 2 ** 31));

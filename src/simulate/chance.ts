/** Numbers that look like chance and are the same for the same seed, on every machine. */
export class Chance {
  #state: number;
  #spare: number | null = null;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Evenly from 0 to below 1 (Mulberry32: one 32-bit state, a full period, quick). */
  even(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** From the standard normal distribution (Box and Muller's pairs). */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.even()));
    const angle = 2 * Math.PI * this.even();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** How often something happens that happens `mean` times on average. */
  poisson(mean: number): number {
    // By counting for small means; a rounded normal is as good for large ones.
    if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.even(); product > limit; product *= this.even()) count += 1;
    return count;
  }

  /** How many of so many tries succeed, each with the same share. */
  binomial(tries: number, share: number): number {
    if (share <= 0 || tries === 0) return 0;
    if (share >= 1) return tries;
    const mean = tries * share;
    if (mean > 50 && tries - mean > 50) {
      const found = Math.round(mean + Math.sqrt(mean * (1 - share)) * this.normal());
      return Math.min(tries, Math.max(0, found));
    }
    // From one success to the next: as many draws as successes, not as tries.
    let count = 0;
    const rest = Math.log(1 - share);
    for (let at = this.#gap(rest); at < tries; at += 1 + this.#gap(rest)) count += 1;
    return count;
  }

  #gap(rest: number): number {
    return Math.floor(Math.log(1 - this.even()) / rest);
  }
}

/**
 * A DDSketch as its authors describe it: logarithmic buckets with a relative accuracy, in a store that grows by chunks and
 * folds its lowest buckets together past 2048, beside a zero count, count, sum, least and most. Written to be fast.
 */
export class DdSketch {
  readonly #multiplier: number;
  #bins = new Float64Array(CHUNK);
  #offset = 0;
  #lowest = Number.POSITIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;
  #zeros = 0;
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  constructor(relativeAccuracy: number) {
    this.#multiplier = 1 / Math.log1p((2 * relativeAccuracy) / (1 - relativeAccuracy));
  }

  get count(): number {
    return this.#count;
  }

  /** The value at a quantile, 0 to 1. */
  quantile(level: number): number {
    let left = level * (this.#count - 1) - this.#zeros;
    if (left < 0) return 0;
    for (let key = this.#lowest; key <= this.#highest; key += 1) {
      left -= this.#bins[key - this.#offset] ?? 0;
      if (left < 0) return (2 * Math.exp(key / this.#multiplier)) / (1 + Math.exp(1 / this.#multiplier));
    }
    return this.#max;
  }

  accept(value: number): void {
    if (value > 1e-9) {
      const key = Math.ceil(Math.log(value) * this.#multiplier);
      if (key < this.#lowest || key > this.#highest) this.#extend(key);
      const at = Math.max(key, this.#lowest) - this.#offset;
      this.#bins[at] = (this.#bins[at] ?? 0) + 1;
    } else this.#zeros += 1;
    this.#count += 1;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  #extend(key: number): void {
    const lowest = Math.min(key, this.#lowest);
    const highest = Math.max(key, this.#highest);
    const kept = Math.max(lowest, highest - MOST_BINS + 1);
    const bins = new Float64Array(Math.ceil((highest - kept + 1) / CHUNK) * CHUNK + CHUNK);
    for (let old = this.#lowest; old <= this.#highest; old += 1) {
      const at = Math.max(old, kept) - kept;
      bins[at] = (bins[at] ?? 0) + (this.#bins[old - this.#offset] ?? 0);
    }
    [this.#bins, this.#offset, this.#lowest, this.#highest] = [bins, kept, kept, highest];
  }
}

const CHUNK = 128;
const MOST_BINS = 2048;

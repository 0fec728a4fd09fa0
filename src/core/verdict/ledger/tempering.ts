/** L7: how unevenly the stable track's events come, block by block. Errors that come in bursts prove less than their number. */
export interface Burst {
  seconds: number;
  blocks: number;
  events: number;
  squares: number;
}

/** Nothing seen yet. */
export const CALM: Readonly<Burst> = { seconds: 0, blocks: 0, events: 0, squares: 0 };

const ENOUGH_SECONDS = 600;
const ENOUGH_EVENTS = 20;
const BURSTY = 1.5;

/** Adds one block of the stable track. */
export function countBurst(burst: Burst, seconds: number, events: number): void {
  burst.seconds += seconds;
  burst.blocks += 1;
  burst.events += events;
  burst.squares += events * events;
}

/** The same with one more block, also from before the deployment. */
export function addBurst(before: Readonly<Burst>, seconds: number, events: number): Burst {
  const burst = { ...before };
  countBurst(burst, seconds, events);
  return burst;
}

/** The power that likelihood ratios are taken to before the next block: 1 for calm events, less for bursts, 1/1.5 until that is known. */
export function temperingOf(burst: Readonly<Burst>): number {
  if (burst.seconds < ENOUGH_SECONDS || burst.events < ENOUGH_EVENTS || burst.blocks < 2) return 1 / BURSTY;
  const mean = burst.events / burst.blocks;
  const variance = (burst.squares - burst.events * mean) / (burst.blocks - 1);
  const spread = variance / mean;
  return spread > BURSTY ? 1 / spread : 1;
}

/** L7: how unevenly the stable track's events come, block by block. Errors that come in bursts prove less than their number. */
export interface Burst {
  readonly seconds: number;
  readonly blocks: number;
  readonly events: number;
  readonly squares: number;
}

/** Nothing seen yet. */
export const CALM: Burst = { seconds: 0, blocks: 0, events: 0, squares: 0 };

const ENOUGH_SECONDS = 600;
const ENOUGH_EVENTS = 20;
const BURSTY = 1.5;

/** Adds one block of the stable track, also from before the deployment. */
export const addBurst = (burst: Burst, seconds: number, events: number): Burst => ({
  seconds: burst.seconds + seconds,
  blocks: burst.blocks + 1,
  events: burst.events + events,
  squares: burst.squares + events * events,
});

/** The power that likelihood ratios are taken to before the next block: 1 for calm events, less for bursts, 1/1.5 until that is known. */
export function temperingOf(burst: Burst): number {
  if (burst.seconds < ENOUGH_SECONDS || burst.events < ENOUGH_EVENTS || burst.blocks < 2) return 1 / BURSTY;
  const mean = burst.events / burst.blocks;
  const variance = (burst.squares - burst.events * mean) / (burst.blocks - 1);
  const spread = variance / mean;
  return spread > BURSTY ? 1 / spread : 1;
}

/** At most two frames a second: a person reads no more, and a slow line carries no more. */
const BETWEEN_FRAMES = 500;

/** When the next frame is due, in milliseconds from now; 0 is at once. */
export const untilNextFrame = (lastAt: number | null, now: number): number =>
  lastAt === null ? 0 : Math.max(0, lastAt + BETWEEN_FRAMES - now);

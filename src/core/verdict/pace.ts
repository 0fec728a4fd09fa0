/** Candidate requests of the last minutes, to say how long a proof will take: the open minute last. */
export type Pace = readonly { readonly seconds: number; readonly requests: number }[];

const MINUTE = 60;
const MINUTES = 5;

/** The pace with one more block. */
export function addPace(pace: Pace, seconds: number, requests: number): Pace {
  const open = pace.at(-1);
  if (open === undefined || open.seconds >= MINUTE) return [...pace, { seconds, requests }].slice(-MINUTES);
  const after = pace.slice();
  after[after.length - 1] = { seconds: open.seconds + seconds, requests: open.requests + requests };
  return after;
}

/** Requests a minute; 0 when nothing is known. */
export function perMinute(pace: Pace): number {
  const seconds = pace.reduce((sum, minute) => sum + minute.seconds, 0);
  const requests = pace.reduce((sum, minute) => sum + minute.requests, 0);
  return seconds > 0 ? (requests / seconds) * MINUTE : 0;
}

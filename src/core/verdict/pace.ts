/** Candidate requests of the last minutes, to say how long a proof will take: the open minute last. */
export type Pace = { seconds: number; requests: number }[];

const MINUTE = 60;
const MINUTES = 5;

/** Adds one more block. */
export function addPace(pace: Pace, seconds: number, requests: number): void {
  const open = pace[pace.length - 1];
  if (open === undefined || open.seconds >= MINUTE) {
    pace.push({ seconds, requests });
    if (pace.length > MINUTES) pace.shift();
    return;
  }
  open.seconds += seconds;
  open.requests += requests;
}

/** Requests a minute; 0 when nothing is known. */
export function perMinute(pace: Readonly<Pace>): number {
  const seconds = pace.reduce((sum, minute) => sum + minute.seconds, 0);
  const requests = pace.reduce((sum, minute) => sum + minute.requests, 0);
  return seconds > 0 ? (requests / seconds) * MINUTE : 0;
}

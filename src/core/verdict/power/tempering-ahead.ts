import { type Burst, CALM, temperingOf } from '../ledger/tempering.ts';
import { SECONDS_GIVEN } from './judge-knows.ts';

/** How the judge will take likelihoods down in the time to come: by how much until it knows the stable track, from when on, and by how much then. */
export interface TemperingAhead {
  readonly unsure: number;
  /** Judged seconds after which the stable track is known. */
  readonly knownAfter: number;
  readonly known: number;
}

const ENOUGH_SECONDS = 600;
const ENOUGH_EVENTS = 20;

/** What is to be expected where the stable track keeps its pace; what the judge is given from before counts for it. */
export function temperingAhead(burst: Burst, eventsPerSecond: number): TemperingAhead {
  const unsure = temperingOf(CALM);
  const isKnown = burst.seconds >= ENOUGH_SECONDS && burst.events >= ENOUGH_EVENTS;
  const given = Math.min(SECONDS_GIVEN, burst.seconds);
  const events = burst.seconds === 0 ? 0 : (burst.events * given) / burst.seconds;
  const missing = Math.max(0, ENOUGH_EVENTS - events) / Math.max(eventsPerSecond, 1e-9);
  return {
    unsure,
    knownAfter: Math.max(0, ENOUGH_SECONDS - given, missing),
    known: isKnown ? temperingOf(burst) : 1,
  };
}

/** The mean over the first so many judged seconds. */
export function temperingOver(ahead: TemperingAhead, seconds: number): number {
  if (seconds <= ahead.knownAfter) return ahead.unsure;
  return (ahead.unsure * ahead.knownAfter + ahead.known * (seconds - ahead.knownAfter)) / seconds;
}

import { setTimeout as wait } from 'node:timers/promises';
import { lasting, stopWhenAborted } from '../driver-failure.ts';
import type { InstanceFleet, OwnedInstance } from './instance.ts';
import { probe } from './probe.ts';

// While it does not answer at all it is asked more often than the configuration says: it is only starting.
const STARTING_EVERY = 200;

/** What waiting for health needs. */
export interface Waiting {
  readonly fleet: InstanceFleet;
  /** When to give up, on the clock of `performance.now()`. */
  readonly until: number;
  readonly signal: AbortSignal;
  /** Rejects when the effect may not go on. */
  readonly mayGoOn: () => Promise<void>;
}

/** Waits until an instance has answered well as often in a row as its configuration asks. Rejects when it never does. */
export async function untilHealthy(first: OwnedInstance, waiting: Waiting): Promise<void> {
  const { id, health } = first;
  let good = 0;
  let restarts = first.restarts;
  let said = 'was not asked';
  while (performance.now() < waiting.until) {
    stopWhenAborted(waiting.signal, `waiting for ${id}`);
    await waiting.mayGoOn();
    const seen = await waiting.fleet.tend(id, waiting.signal);
    if (seen === undefined || seen.retiring) throw lasting(`instance ${id} was ended meanwhile`);
    if (seen.crashLooping) throw lasting(`instance ${id} ended by itself ${seen.ends} times in a row`);
    if (seen.restarts !== restarts) good = 0;
    restarts = seen.restarts;
    const answer = await probe(seen.address, health.path, patience(seen), waiting.signal);
    said = answer.said;
    good = answer.good ? good + 1 : 0;
    if (good >= health.healthyAfter || (answer.good && seen.proven)) return waiting.fleet.prove(id);
    await wait(answer.good ? health.every : Math.min(health.every, STARTING_EVERY), undefined, {
      signal: waiting.signal,
    });
  }
  throw lasting(`instance ${id} did not become healthy in time: GET ${health.path} ${said}`);
}

/** How long one answer may take, in milliseconds. */
export const patience = ({ health }: Pick<OwnedInstance, 'health'>): number =>
  Math.min(Math.max(health.every, 500), 2_000);

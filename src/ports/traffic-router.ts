import type { Traffic } from '../core/deployment/traffic.ts';
import type { EffectContext } from './driver-error.ts';

/** One instance as the router knows it. */
export interface Member {
  readonly id: string;
  readonly address: string;
}

export type { Traffic };

/** What the router really does just now. */
export interface TrafficState {
  readonly traffic: Traffic;
  readonly stable: readonly Member[];
  readonly candidate: readonly Member[];
  /** Members that get no new requests, with those still under way. */
  readonly draining: readonly (Member & { readonly inFlight: number })[];
  /** `http://localhost:8080`: where users reach the unit. */
  readonly address: string;
  /** It moves all traffic or none; absent: any weight. */
  readonly weights?: 'all-or-nothing';
}

/** The tracks' members and the traffic that goes with them; what is absent stays as it is. Applied at once, as one change. */
export interface MembersChange {
  readonly stable?: readonly Member[];
  readonly candidate?: readonly Member[];
  readonly traffic?: Traffic;
}

/**
 * Shares out the traffic of one environment of one unit. Idempotent on effect ids, refuses a lower epoch than it has seen,
 * rejects with DriverError only. A change loses no request: members that leave are drained, never cut.
 */
export interface TrafficRouter {
  readonly name: string;
  shift(traffic: Traffic, effect: EffectContext): Promise<TrafficState>;
  members(change: MembersChange, effect: EffectContext): Promise<TrafficState>;
  observe(signal: AbortSignal): Promise<TrafficState>;
}

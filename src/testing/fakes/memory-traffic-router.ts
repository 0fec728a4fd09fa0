import { isSameTraffic, shareOf } from '../../core/deployment/traffic.ts';
import type { Track } from '../../core/unit/environment.ts';
import { DriverError, type EffectContext } from '../../ports/driver-error.ts';
import type { Member, MembersChange, Traffic, TrafficRouter, TrafficState } from '../../ports/traffic-router.ts';

/** A request that a member has begun to answer. */
export interface RequestUnderWay {
  readonly track: Track;
  readonly member: string;
  finish(): void;
}

/** A traffic router without a network, with the same rules as a real one. */
export interface MemoryTrafficRouter extends TrafficRouter {
  /** Sends one user's request to a member; undefined when out of service. */
  begin(): RequestUnderWay | undefined;
  /** The next change fails: before anything happened, or after it was made, as when the answer is lost. */
  failNext(error: DriverError, when: 'before' | 'after'): void;
  /** Somebody else changes the traffic behind the control plane's back. */
  interfere(traffic: Traffic): void;
  /** Every change that was made, in order, by the id of its effect. */
  readonly changes: readonly { readonly effect: string; readonly change: MembersChange }[];
}

/** Makes a router that nobody has told anything yet. */
export function memoryTrafficRouter(address = 'http://localhost:8080'): MemoryTrafficRouter {
  let traffic: Traffic = { kind: 'out-of-service' };
  let members: Record<Track, readonly Member[]> = { stable: [], candidate: [] };
  let leaving: readonly Member[] = [];
  let epoch = 0;
  let routed = 0;
  let fault: { readonly error: DriverError; readonly when: 'before' | 'after' } | undefined;
  const applied = new Set<string>();
  const changes: { effect: string; change: MembersChange }[] = [];
  const underWay: RequestUnderWay[] = [];

  const inFlight = (id: string): number => underWay.filter((request) => request.member === id).length;
  const state = (): TrafficState => ({
    traffic,
    ...members,
    draining: leaving
      .map((member) => ({ ...member, inFlight: inFlight(member.id) }))
      .filter((member) => member.inFlight > 0),
    address,
  });
  const faultAt = (when: 'before' | 'after'): void => {
    if (fault?.when !== when) return;
    const { error } = fault;
    fault = undefined;
    throw error;
  };
  const apply = ({ traffic: nextTraffic = traffic, stable, candidate }: MembersChange): void => {
    const next = { stable: stable ?? members.stable, candidate: candidate ?? members.candidate };
    checkMembers(nextTraffic, next);
    const staying = new Set([...next.stable, ...next.candidate].map(({ id }) => id));
    const before = [...members.stable, ...members.candidate, ...leaving];
    leaving = before.filter(({ id }, index) => !staying.has(id) && before.findIndex((one) => one.id === id) === index);
    members = next;
    if (!isSameTraffic(traffic, nextTraffic)) traffic = nextTraffic;
  };
  const change = async (wanted: MembersChange, effect: EffectContext): Promise<TrafficState> => {
    stopWhenAborted(effect.signal);
    faultAt('before');
    if (effect.epoch < epoch) throw refused(`epoch ${effect.epoch} is over: epoch ${epoch} was seen already`);
    if (!applied.has(effect.id)) {
      apply(wanted);
      applied.add(effect.id);
      changes.push({ effect: effect.id, change: wanted });
    }
    epoch = effect.epoch;
    faultAt('after');
    return state();
  };

  return {
    name: 'memory',
    changes,
    shift: (wanted, effect) => change({ traffic: wanted }, effect),
    members: change,
    observe: async (signal) => {
      stopWhenAborted(signal);
      return state();
    },
    begin: () => {
      if (traffic.kind === 'out-of-service') return undefined;
      const track = isCandidates(routed++, shareOf(traffic)) ? 'candidate' : 'stable';
      const member = members[track][routed % members[track].length];
      if (member === undefined) return undefined;
      const request: RequestUnderWay = {
        track,
        member: member.id,
        finish: () => {
          const at = underWay.indexOf(request);
          if (at >= 0) underWay.splice(at, 1);
        },
      };
      underWay.push(request);
      return request;
    },
    failNext: (error, when) => {
      fault = { error, when };
    },
    interfere: (wanted) => {
      traffic = wanted;
    },
  };
}

// Spreads the share evenly: of any thousand requests in a row exactly `share` are the candidate's.
const isCandidates = (index: number, share: number): boolean =>
  Math.floor(((index + 1) * share) / 1000) > Math.floor((index * share) / 1000);

function checkMembers(traffic: Traffic, members: Readonly<Record<Track, readonly Member[]>>): void {
  const ids = [...members.stable, ...members.candidate].map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw refused('a member is named twice');
  if (traffic.kind === 'out-of-service') return;
  const shares = { stable: 1000 - traffic.candidate, candidate: traffic.candidate };
  for (const track of ['stable', 'candidate'] as const) {
    if (shares[track] > 0 && members[track].length === 0)
      throw refused(`${track} would get traffic, but has no members`);
  }
}

const refused = (message: string): DriverError => new DriverError(message, { retryable: false });

function stopWhenAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new DriverError('the router was not asked', { retryable: true, cause: signal.reason });
}

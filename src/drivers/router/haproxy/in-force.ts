import type { Traffic } from '../../../core/deployment/traffic.ts';
import { weight } from '../../../core/kernel/weight.ts';
import type { Track } from '../../../core/unit/environment.ts';
import type { Member, TrafficState } from '../../../ports/traffic-router.ts';
import { TRACKS } from '../../shared/haproxy/backends.ts';

/** A server of one of the two backends, as HAProxy tells it. */
export interface Server extends Member {
  readonly track: Track;
  readonly name: string;
  /** Gets new requests. */
  readonly isReady: boolean;
  readonly inFlight: number;
}

/** What HAProxy does just now. */
export interface InForce {
  /** The candidate's share in tenths of a percent; null when the map sends nobody anywhere. */
  readonly share: number | null;
  readonly servers: readonly Server[];
  readonly address: string;
}

/** The servers of a track that get new requests. */
export const readyServers = ({ servers }: Pick<InForce, 'servers'>, track: Track): readonly Server[] =>
  servers.filter((server) => server.track === track && server.isReady);

/** Whether a track gets requests under a share. */
export const getsTraffic = (track: Track, share: number | null): boolean =>
  share !== null && (track === 'stable' ? share < 1000 : share > 0);

/** Whether two servers or members are one instance. */
export const isSameMember = (one: Member, other: Member): boolean =>
  one.id === other.id && one.address === other.address;

const memberOf = ({ id, address }: Server): Member => ({ id, address });

/** What is in force, in the words of the port. */
export function trafficState(seen: InForce): TrafficState {
  const ready = seen.servers.filter(({ isReady }) => isReady);
  const leaving = new Map<string, Member & { inFlight: number }>();
  for (const server of seen.servers) {
    // One that changed its track is still served: that its old server has requests left is no leaving.
    if (server.isReady || server.inFlight === 0 || ready.some((one) => isSameMember(one, server))) continue;
    const key = `${server.id} ${server.address}`;
    const inFlight = (leaving.get(key)?.inFlight ?? 0) + server.inFlight;
    leaving.set(key, { ...memberOf(server), inFlight });
  }
  return {
    traffic: trafficIn(seen),
    stable: readyServers(seen, 'stable').map(memberOf),
    candidate: readyServers(seen, 'candidate').map(memberOf),
    draining: [...leaving.values()],
    address: seen.address,
  };
}

/** A share that nobody is there for is no traffic: after a reload HAProxy may know the share and have no server. */
function trafficIn(seen: InForce): Traffic {
  const candidate = seen.share === null ? undefined : weight(seen.share);
  const isAnyoneServed = TRACKS.some((track) => getsTraffic(track, seen.share) && readyServers(seen, track).length > 0);
  return candidate === undefined || !isAnyoneServed ? { kind: 'out-of-service' } : { kind: 'split', candidate };
}

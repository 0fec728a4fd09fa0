import type { Track } from '../../../core/unit/environment.ts';
import type { Member, MembersChange, Traffic } from '../../../ports/traffic-router.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { backendOf, TRACKS } from '../../shared/haproxy/backends.ts';
import { getsTraffic, type InForce, isSameMember, readyServers, type Server } from './in-force.ts';
import { serverAddress } from './server-address.ts';
import { serverName } from './server-name.ts';

/** Commands in the order in which nobody loses a request; `share` stands between them where it is to be set. */
export interface Steps {
  readonly before: readonly string[];
  readonly share: number | null;
  readonly after: readonly string[];
}

/**
 * How HAProxy gets from what is in force to what is wanted: whoever comes is added first, a track that the old share still needs
 * is emptied only after the new one holds. Rejects what would send users to nobody.
 */
export function stepsTo(change: MembersChange, seen: InForce, backend: string): Steps {
  const wanted = {
    stable: change.stable ?? readyServers(seen, 'stable'),
    candidate: change.candidate ?? readyServers(seen, 'candidate'),
  };
  const share = change.traffic === undefined ? seen.share : shareOf(change.traffic);
  refuseTwice([...wanted.stable, ...wanted.candidate]);
  for (const track of TRACKS) {
    // Where a reload took servers away, what is not changed by this is not its fault.
    const isAsked = change[track] !== undefined || change.traffic !== undefined;
    if (isAsked && getsTraffic(track, share) && wanted[track].length === 0)
      throw lasting(`the track ${track} has no members, so no traffic can be sent there`);
  }
  const leaving = (track: Track): readonly string[] =>
    readyServers(seen, track)
      .filter((server) => !wanted[track].some((member) => isSameMember(member, server)))
      .map(({ name }) => `set server ${backendOf(backend, track)}/${name} state drain`);
  const isEarly = (track: Track): boolean => wanted[track].length > 0 || !getsTraffic(track, seen.share);
  return {
    before: [
      ...TRACKS.flatMap((track) => wanted[track].flatMap((member) => coming(member, track, seen.servers, backend))),
      ...TRACKS.filter(isEarly).flatMap(leaving),
    ],
    share,
    after: TRACKS.filter((track) => !isEarly(track)).flatMap(leaving),
  };
}

/** The share that a traffic is in the map: null, written -1, serves nobody. */
const shareOf = (traffic: Traffic): number | null => (traffic.kind === 'split' ? traffic.candidate : null);

function refuseTwice(members: readonly Member[]): void {
  const ids = members.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw lasting(`the member ${twice} is named twice`);
}

/** A member that is not served yet: the server that it had is taken back, or it gets a new one. */
function coming(member: Member, track: Track, servers: readonly Server[], backend: string): readonly string[] {
  const own = servers.filter((server) => server.track === track && isSameMember(server, member));
  if (own.some(({ isReady }) => isReady)) return [];
  const at = backendOf(backend, track);
  const [left] = own;
  if (left !== undefined) return [`set server ${at}/${left.name} state ready`];
  const taken = new Set(servers.filter((server) => server.track === track).map(({ name }) => name));
  let nth = 1;
  while (taken.has(serverName(track, member.id, nth))) nth++;
  const name = `${at}/${serverName(track, member.id, nth)}`;
  return [`add server ${name} ${serverAddress(member.address)}`, `set server ${name} state ready`];
}

/** What takes away servers that nobody uses any more. HAProxy keeps one whose connections are still open. */
export const tidying = ({ servers }: InForce, backend: string): readonly string[] =>
  servers
    .filter(({ isReady, inFlight }) => !isReady && inFlight === 0)
    .map(({ track, name }) => `${backendOf(backend, track)}/${name}`)
    .flatMap((name) => [`set server ${name} state maint`, `del server ${name}`]);

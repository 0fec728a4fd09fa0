import { lasting } from '../../shared/driver-failure.ts';
import { backendOf, TRACKS } from '../../shared/haproxy/backends.ts';
import type { HaproxySocket } from '../../shared/haproxy/runtime-socket.ts';
import { type StatRow, statRows } from '../../shared/haproxy/stat-rows.ts';
import type { InForce, Server } from './in-force.ts';
import { memberAddress } from './server-address.ts';
import { memberIdOf } from './server-name.ts';
import type { ShareMap } from './share-map.ts';

/** What of HAProxy this is about. */
export interface Which {
  readonly backend: string;
  /** Where users reach it; null asks HAProxy. */
  readonly address: string | null;
}

/** Reads from HAProxy what it does just now. Nothing is remembered: it may have been reloaded meanwhile. */
export async function lookAt(
  socket: HaproxySocket,
  map: ShareMap,
  which: Which,
  signal: AbortSignal,
): Promise<InForce> {
  const share = await map.read(signal);
  const rows = await statRows(socket, signal);
  for (const track of TRACKS) {
    const name = backendOf(which.backend, track);
    if (!rows.some(({ proxy, kind }) => proxy === name && kind === 'backend'))
      throw lasting(
        `HAProxy at ${socket.path} has no backend ${name}: docs/how-to/haproxy.md has the configuration to start from`,
      );
  }
  return { share, servers: serversIn(rows, which.backend), address: which.address ?? addressIn(rows, which, socket) };
}

function serversIn(rows: readonly StatRow[], backend: string): readonly Server[] {
  return TRACKS.flatMap((track) =>
    rows
      .filter(({ proxy, kind }) => proxy === backendOf(backend, track) && kind === 'server')
      .toSorted((one, other) => one.count('sid') - other.count('sid'))
      .map((row) => ({
        track,
        name: row.service,
        id: memberIdOf(row.service, track),
        address: memberAddress(row.text('addr')),
        isReady: !/^(?:MAINT|DRAIN)/.test(row.text('status')),
        inFlight: row.count('scur'),
      })),
  );
}

const ANY_HOST = /^(?:0\.0\.0\.0|\[?::\]?|\*)?:(?=\d+$)/;

/** The first address that the frontend of this name listens at. */
function addressIn(rows: readonly StatRow[], { backend }: Which, socket: HaproxySocket): string {
  const listed = rows.find(({ proxy, kind }) => proxy === backend && kind === 'listener')?.text('addr') ?? '';
  if (/:\d+$/.test(listed)) return `http://${listed.replace(ANY_HOST, 'localhost:')}`;
  throw lasting(
    `HAProxy at ${socket.path} does not say where users reach ${backend}: write  option socket-stats  into its frontend ${backend}, or  address:  into the router block`,
  );
}

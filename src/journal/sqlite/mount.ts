import { readFileSync, statfsSync } from 'node:fs';
import { JournalUnavailable } from '../../ports/journal.ts';

// The f_type of Linux (statfs(2)) of file systems whose locks another machine may not see.
const NETWORK_TYPES: ReadonlyMap<number, string> = new Map([
  [0x6969, 'nfs'],
  [0x517b, 'smb'],
  [0xff534d42, 'cifs'],
  [0xfe534d42, 'smb2'],
  [0x01021997, '9p'],
  [0x00c36400, 'ceph'],
  [0x0bd00bd3, 'lustre'],
  [0x5346414f, 'afs'],
  [0x73757245, 'coda'],
]);

/** Which kind of file system a directory is on, as the system numbers them. */
export const fileSystemType = (dir: string): number => statfsSync(dir).type;

/** Refuses a directory whose locks two machines could hold at once. */
export function refuseNetworkMount(dir: string, type: number): void {
  // A 32-bit type may arrive with its sign.
  const name = process.platform === 'linux' ? NETWORK_TYPES.get(type >>> 0) : undefined;
  if (name === undefined) return;
  throw new JournalUnavailable(
    'mount',
    `${dir} is on a network file system (${name}, mounted at ${mountPoint(dir)}): its locks do not keep a second control plane out. ` +
      'Put the data directory on a local disk.',
  );
}

function mountPoint(dir: string): string {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((point) => point === '/' || point === dir || (point !== '' && dir.startsWith(`${point}/`)));
  return points.sort((a, b) => b.length - a.length)[0] ?? '/';
}

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { TrustList } from '../../approval/trust-list.ts';
import { problem } from '../refused.ts';

/** The port that the passkeys enrolled here belong to; null while there are none. On another one nobody could sign. */
export function fixedPort(trust: TrustList | null): number | null {
  const origins = (trust?.keys ?? []).flatMap((key) =>
    key.kind === 'webauthn' && key.revokedAt === null ? key.origins : [],
  );
  const local = origins.map((origin) => new URL(origin)).find(({ hostname }) => hostname === 'localhost');
  return local === undefined ? null : Number(local.port || 80);
}

/** The problem of a port that is taken and cannot be another one. */
export function fixedPortTaken(port: number): Error {
  const holder = holderOf(port);
  return problem('refused', {
    code: 'port-in-use',
    message: `Port ${port} is taken${holder === null ? '' : ` by ${holder}`}, and the passkeys enrolled here belong to it`,
    remedy: `End what holds port ${port}, then start again: plimsoll serve`,
  });
}

/** The process that listens on a port of this machine, where the system tells. */
function holderOf(port: number): string | null {
  try {
    const inode = inodeListeningOn(port);
    const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && hasSocket(name, inode));
    if (inode === undefined || pid === undefined) return null;
    return `process ${pid} (${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()})`;
  } catch {
    return null;
  }
}

const LISTENS = '0A';

function inodeListeningOn(port: number): string | undefined {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .find(([, local = '', , state]) => local.endsWith(suffix) && state === LISTENS)?.[9];
}

function hasSocket(pid: string, inode: string | undefined): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((name) => readlinkSync(`${folder}/${name}`) === `socket:[${inode}]`);
  } catch {
    // Another account's process, or one that is gone.
    return false;
  }
}

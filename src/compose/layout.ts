import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { ProblemError } from '../api/problem.ts';

/** A unix socket's path may not be longer than this on any system we know. */
const LONGEST_SOCKET_PATH = 100;

/** Where everything of one control plane lies. */
export interface Layout {
  readonly root: string;
  readonly journal: string;
  readonly registry: string;
  readonly checks: string;
  /** The last good text of each calendar feed. */
  readonly calendars: string;
  readonly logs: string;
  /** The control plane's own key: it signs heads and provenance, and approves nothing. */
  readonly ownKey: string;
  readonly socket: string;
  readonly token: string;
  /** The key by which versions of secrets are told apart. */
  readonly secretVersions: string;
  readonly port: string;
  work(deployment: string): string;
  site(unit: string, environment: string): string;
}

/** Makes the state folder, 0700, and says where things lie in it. A folder others can reach is refused. */
export function layOut(root: string): Layout {
  if (existsSync(root)) refuseOpenFolder(root);
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    for (const folder of ['logs', 'sites', 'work', 'checks'])
      mkdirSync(join(root, folder), { recursive: true, mode: 0o700 });
    // Whoever adds the whole folder to a repository adds no key, token or journal.
    if (!existsSync(join(root, '.gitignore'))) writeWhole(join(root, '.gitignore'), '*\n');
    const socket = socketPath(root);
    writeWhole(join(root, 'control.sock.path'), socket);
    return {
      root,
      journal: join(root, 'journal'),
      registry: join(root, 'registry'),
      checks: join(root, 'checks'),
      calendars: join(root, 'calendars'),
      logs: join(root, 'logs'),
      ownKey: join(root, 'control-plane.key'),
      socket,
      token: join(root, 'http-token'),
      secretVersions: join(root, 'secret-versions.key'),
      port: join(root, 'http-port'),
      work: (deployment) => join(root, 'work', deployment),
      site: (unit, environment) => join(root, 'sites', unit, environment),
    };
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const message = `The state folder cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    throw new ProblemError('unavailable', [
      {
        code: 'state-not-writable',
        message,
        remedy: `Make room or give this account the folder: chmod u+rwx ${existsSync(root) ? root : dirname(root)}`,
        path: root,
      },
    ]);
  }
}

// Other commands read it at any moment: they see the old text or the new one, never a part.
function writeWhole(file: string, text: string): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, file);
}

function refuseOpenFolder(root: string): void {
  const found = statSync(root);
  const isOurs = found.uid === userInfo().uid;
  if (found.isDirectory() && isOurs && (found.mode & 0o077) === 0) return;
  const message = !found.isDirectory()
    ? `${root} is no folder`
    : isOurs
      ? `${root} can be reached by others`
      : `${root} belongs to another account`;
  const mine = `chmod 700 ${root}`;
  const remedy = isOurs ? mine : `chown ${userInfo().username} ${root} && ${mine}; or name another: PLIMSOLL_DATA=DIR`;
  throw new ProblemError('refused', [{ code: 'state-not-private', message, remedy, path: root }]);
}

function socketPath(root: string): string {
  const own = join(root, 'control.sock');
  if (own.length <= LONGEST_SOCKET_PATH) return own;
  const runtime = join(tmpdir(), `plimsoll-${userInfo().uid}`);
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  refuseOpenFolder(runtime);
  chmodSync(runtime, 0o700);
  return join(runtime, `${createHash('sha256').update(root).digest('hex').slice(0, 24)}.sock`);
}

/** A small file's text; undefined when it is not there. */
export const readSmall = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;

import type { Facts, StateFacts } from '../facts.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const LEAST_NODE = [20, 19] as const;
const MIB = 1024 * 1024;
const LITTLE_ROOM = 1024 * MIB;
/** With less than this a deployment may end in the middle. */
const NO_ROOM = 128 * MIB;

/** Whether this Node can run Plimsoll. */
export function nodeFinding({ nodeVersion }: Pick<Facts, 'nodeVersion'>): Finding {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  const isEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  const least = LEAST_NODE.join('.');
  if (isEnough) return ok('node', nodeVersion);
  return fail('node', `${nodeVersion} is older than ${least}`, `install Node ${least} or newer`);
}

/** Whether there is a commit to deploy, and nothing beside it that would be left out. */
export function gitFindings({ git, stateIgnored }: Pick<Facts, 'git' | 'stateIgnored'>): readonly Finding[] {
  if (git.kind === 'no-git') return [fail('git', 'git is not installed', 'install git')];
  if (git.kind === 'none') return [fail('git', 'this is no git repository', 'git init, then commit')];
  const { head, dirtyPaths } = git.repository;
  const ignored =
    stateIgnored === false
      ? [warn('ignored', 'git would take the state folder for source', 'plimsoll doctor --fix')]
      : [];
  if (head === null) return [fail('git', 'the repository has no commit yet', 'git commit'), ...ignored];
  if (dirtyPaths.length === 0) return [ok('git', `clean at ${head.slice(0, 12)}`), ...ignored];
  const shown = dirtyPaths.slice(0, 3).join(', ');
  const more = dirtyPaths.length > 3 ? ` and ${dirtyPaths.length - 3} more` : '';
  return [warn('git', `not committed: ${shown}${more}`, 'commit, or pack it too: plimsoll deploy --dirty'), ...ignored];
}

/** Whether the state folder is ours alone and has room. */
export function stateFindings({ state }: Pick<Facts, 'state'>): readonly Finding[] {
  return [folderFinding(state), roomFinding(state)];
}

/** Whether making the folder private is all it takes, so that it can be done without asking. */
export const isTooOpen = ({ folder }: StateFacts): boolean =>
  folder?.isFolder === true && folder.isOurs && (folder.mode & 0o077) !== 0;

function folderFinding(state: StateFacts): Finding {
  const { path, folder } = state;
  if (folder === null) return ok('state', `${path} is not made yet`);
  if (!folder.isFolder) return fail('state', `${path} is no folder`, `move it away: mv ${path} ${path}.old`);
  if (!folder.isOurs) return fail('state', `${path} belongs to another account`, 'run Plimsoll as that account');
  const mode = folder.mode.toString(8).padStart(4, '0');
  if (isTooOpen(state)) return fail('state', `${path} can be reached by others (${mode})`, `chmod 700 ${path}`);
  if ((folder.mode & 0o700) !== 0o700)
    return fail('state', `${path} is not ours to use (${mode})`, `chmod 700 ${path}`);
  return ok('state', `${path} is private (${mode})`);
}

function roomFinding({ path, freeBytes }: StateFacts): Finding {
  const detail = `${Math.floor(freeBytes / MIB)} MiB free`;
  const fix = `make room on the disk of ${path}`;
  if (freeBytes < NO_ROOM) return fail('room', detail, fix);
  return freeBytes < LITTLE_ROOM ? warn('room', detail, fix) : ok('room', detail);
}

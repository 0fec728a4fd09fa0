import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { DriverError } from '../../ports/driver-error.ts';
import { identify, isRunning, type ProcessIdentity, type RunningProcess } from './process-identity.ts';

/** A process that we started as the head of a group of its own, and the variable in its environment that marks its children. */
export interface OwnedProcess {
  readonly identity: ProcessIdentity;
  readonly mark: { readonly name: string; readonly value: string };
}

const LOOK_EVERY = 20;
const KILLED_WITHIN = 5_000;

/**
 * Ends a process and everything it started: SIGTERM to the group, after `grace` milliseconds SIGKILL, and waits until all are
 * gone. A process that merely has the number by now is left alone.
 */
export async function endProcess(owned: OwnedProcess, grace: number, signal: AbortSignal): Promise<void> {
  if (await isRunning(owned.identity)) {
    signalGroup(owned.identity.pid, 'SIGTERM');
    await signalMembers(owned, 'SIGTERM', ({ group }) => group !== owned.identity.pid);
    if (await areGone(owned, grace, signal)) return;
  }
  await killLeftovers(owned, signal);
}

/** Kills at once what is left of a process: itself, its group, and children that left the group. */
export async function killLeftovers(owned: OwnedProcess, signal: AbortSignal): Promise<void> {
  if (await isRunning(owned.identity)) signalGroup(owned.identity.pid, 'SIGKILL');
  await signalMembers(owned, 'SIGKILL', () => true);
  if (!(await areGone(owned, KILLED_WITHIN, signal))) {
    throw new DriverError(`process ${owned.identity.pid} could not be killed`, { retryable: true });
  }
}

async function signalMembers(
  owned: OwnedProcess,
  name: NodeJS.Signals,
  isMeant: (member: RunningProcess) => boolean,
): Promise<void> {
  for (const member of await membersOf(owned)) {
    if (isMeant(member) && (await isRunning(member))) signalOne(member.pid, name);
  }
}

async function areGone(owned: OwnedProcess, within: number, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + within;
  for (;;) {
    // Asking for the head alone is cheap; only when it is gone are its children looked for.
    if (!(await isRunning(owned.identity)) && (await membersOf(owned)).length === 0) return true;
    if (performance.now() >= until) return false;
    await wait(LOOK_EVERY, undefined, { signal });
  }
}

// When the head is gone its number may name a stranger's group, so then only the mark proves that a process is ours. Where the
// system does not show environments, children that outlive their head are not found.
async function membersOf(owned: OwnedProcess): Promise<readonly RunningProcess[]> {
  if (process.platform !== 'linux') return [];
  const mark = `${owned.mark.name}=${owned.mark.value}`;
  const headRuns = await isRunning(owned.identity);
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const running = await identify(pid);
      if (running === undefined) return undefined;
      const isInGroup = headRuns && running.group === owned.identity.pid;
      return isInGroup || (await isMarked(pid, mark)) ? running : undefined;
    }),
  );
  return found.filter((running) => running !== undefined);
}

async function isMarked(pid: number, mark: string): Promise<boolean> {
  try {
    return (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').includes(mark);
  } catch {
    // Gone meanwhile, or another account's: neither is ours.
    return false;
  }
}

/** Sends a signal to a group of processes; that it is gone already is no failure. */
export const signalGroup = (head: number, name: NodeJS.Signals): void => signalOne(-head, name);

function signalOne(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

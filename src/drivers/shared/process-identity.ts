import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Which process is meant. Numbers are used again, so the moment it started belongs to it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own words; compared, never read. */
  readonly started: string;
}

/** What the system says of a process that runs. */
export interface RunningProcess extends ProcessIdentity {
  readonly group: number;
}

/** The process that has this number now; undefined when none has, or when it has ended and only waits to be collected. */
export const identify = (pid: number): Promise<RunningProcess | undefined> =>
  process.platform === 'linux' ? fromProc(pid) : fromPs(pid);

/** Whether this very process still runs. A process that only has its number is another one. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return (await identify(identity.pid))?.started === identity.started;
}

async function fromProc(pid: number): Promise<RunningProcess | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, , group] = fields;
    const ticks = fields[19];
    if (state === undefined || group === undefined || ticks === undefined || 'ZXx'.includes(state)) return undefined;
    // Ticks count from the start of the machine: after a restart the same count could come again.
    return { pid, started: `${await bootId()}/${ticks}`, group: Number(group) };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

let knownBootId: Promise<string> | undefined;

function bootId(): Promise<string> {
  knownBootId ??= readFile('/proc/sys/kernel/random/boot_id', 'utf8').then((text) => text.trim());
  return knownBootId;
}

const run = promisify(execFile);

async function fromPs(pid: number): Promise<RunningProcess | undefined> {
  try {
    const columns = ['-o', 'stat=', '-o', 'pgid=', '-o', 'lstart=', '-p', String(pid)];
    const { stdout } = await run('ps', columns, { env: { ...process.env, LC_ALL: 'C' } });
    const [state, group, ...started] = stdout.trim().split(/\s+/);
    if (state === undefined || group === undefined || state.startsWith('Z')) return undefined;
    return { pid, started: started.join(' '), group: Number(group) };
  } catch (error) {
    // ps ends with 1 when there is no such process.
    if (error instanceof Error && 'code' in error && error.code === 1) return undefined;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ESRCH';
}

import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { DriverError } from '../../../ports/driver-error.ts';
import { lasting, stopWhenAborted } from '../../shared/driver-failure.ts';
import { hideSecrets } from '../../shared/known-secrets.ts';
import { listedEnvironment } from '../../shared/listed-environment.ts';
import { OutputTail } from '../../shared/output-tail.ts';
import { killLeftovers, type OwnedProcess, signalGroup } from '../../shared/owned-process.ts';
import { identify, type ProcessIdentity } from '../../shared/process-identity.ts';
import { waitingToBecome } from '../../shared/wait-then-become.ts';

/** One run of a command for one verb. */
export interface Run {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What it reads on stdin. */
  readonly input: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Takes what it writes on stderr. */
  readonly log: (chunk: Buffer) => void;
  /** Is told which process it is while that still waits; when it rejects, nothing has run. Null where nothing is changed. */
  readonly remember: ((identity: ProcessIdentity) => Promise<void>) | null;
  /** Marks what it starts, so that children that leave its group are found too. */
  readonly mark: OwnedProcess['mark'];
}

/** How a run ended. */
export interface Ran {
  readonly exitCode: number | null;
  readonly endedBy: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** What it printed on stdout, without secrets. */
  readonly stdout: string;
  readonly tail: readonly string[];
}

/** More than this no answer needs. */
export const LONGEST_ANSWER = 1024 * 1024;
const TAIL_LINES = 20;

/** Runs a command as the head of a group of its own; when it ends, is late, prints too much or is stopped, the group is killed. */
export async function runVerb(run: Run, signal: AbortSignal): Promise<Ran> {
  const doing = `running ${run.command[0]}`;
  stopWhenAborted(signal, doing);
  // It waits until it is written down.
  const [program, args] = waitingToBecome(run.command);
  const child = spawn(program, [...args], {
    cwd: run.cwd,
    env: listedEnvironment({ ...run.env, [run.mark.name]: run.mark.value }),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const go = child.stdio[3] as Writable;
  const ended = endOf(child);
  // A command need not read what it is told, and may be gone before it could.
  for (const pipe of [child.stdin, go]) pipe?.on('error', () => undefined);
  const tail = new OutputTail(TAIL_LINES);
  const chunks: Buffer[] = [];
  let length = 0;
  let timedOut = false;
  let isTooMuch = false;
  const kill = (): void => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  };
  child.stdout?.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= LONGEST_ANSWER) chunks.push(chunk);
    else if (!isTooMuch) {
      isTooMuch = true;
      kill();
    }
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    tail.add(chunk);
    run.log(chunk);
  });
  const late = setTimeout(() => {
    timedOut = true;
    kill();
  }, run.timeout);
  signal.addEventListener('abort', kill);
  try {
    const identity = run.remember === null ? undefined : await began(child.pid, doing);
    if (identity !== undefined) await run.remember?.(identity);
    stopWhenAborted(signal, doing);
    go.write('go\n');
    child.stdin?.end(run.input);
    const { exitCode, endedBy } = await ended.exit;
    // What it left behind would go on changing the world after we said how it is.
    kill();
    if (identity !== undefined) await killLeftovers({ identity, mark: run.mark }, new AbortController().signal);
    await ended.closed;
    stopWhenAborted(signal, doing);
    if (isTooMuch) throw lasting(`${run.command[0]} printed more than ${LONGEST_ANSWER} bytes on stdout`);
    const stdout = hideSecrets(Buffer.concat(chunks).toString('utf8'));
    return { exitCode, endedBy, timedOut, stdout, tail: tail.lines() };
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', kill);
    // Without its line the shell sees the end of its input and ends itself.
    go.end();
    kill();
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

async function began(pid: number | undefined, doing: string): Promise<ProcessIdentity | undefined> {
  if (pid === undefined) throw new DriverError(`${doing} failed: it could not be started`, { retryable: true });
  const running = await identify(pid);
  return running === undefined ? undefined : { pid: running.pid, started: running.started };
}

interface End {
  readonly exit: Promise<{ readonly exitCode: number | null; readonly endedBy: NodeJS.Signals | null }>;
  /** Resolves when its output is read to the end, or soon after it ended: what left its group may hold the output open. */
  readonly closed: Promise<void>;
}

const CLOSES_WITHIN = 1_000;

function endOf(child: ReturnType<typeof spawn>): End {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exit = new Promise<Awaited<End['exit']>>((resolve, reject) => {
    child.once('exit', (exitCode, endedBy) => resolve({ exitCode, endedBy }));
    child.once('error', (error) =>
      reject(new DriverError(`it could not be started: ${error.message}`, { retryable: false })),
    );
  });
  exit.catch(() => undefined);
  const patience = exit.then(
    () => new Promise<void>((resolve) => setTimeout(resolve, CLOSES_WITHIN).unref()),
    () => undefined,
  );
  return { exit, closed: Promise.race([closed, patience]) };
}

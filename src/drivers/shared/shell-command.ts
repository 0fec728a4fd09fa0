import { spawn } from 'node:child_process';
import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Digest } from '../../core/kernel/id.ts';
import { DriverError } from '../../ports/driver-error.ts';
import { stopWhenAborted } from './driver-failure.ts';
import { digestOf } from './hash-file.ts';
import { SecretFilter } from './known-secrets.ts';
import { OutputTail } from './output-tail.ts';
import { signalGroup } from './owned-process.ts';

/** One `run:` string of the user, the only thing that ever meets a shell. Values reach it by environment, never by insertion. */
export interface ShellCommand {
  readonly run: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout: number;
  /** Where all it prints is kept, but for secrets. */
  readonly logFile: string;
}

/** How it went. */
export interface CommandOutcome {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly endedBy: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** Milliseconds. */
  readonly took: number;
  readonly tail: readonly string[];
  /** Of everything it printed, also of what was too much for the log; secrets are hidden in it. */
  readonly digest: Digest;
}

const TAIL_LINES = 50;
const LOG_CAP = 50 * 1024 * 1024;
const CLOSES_WITHIN = 1_000;

/** Runs a command as the head of a group of its own; when it ends, is late or is stopped, the whole group is killed. */
export async function runShell(command: ShellCommand, signal: AbortSignal): Promise<CommandOutcome> {
  const doing = `command ${JSON.stringify(command.run)}`;
  stopWhenAborted(signal, doing);
  const began = performance.now();
  const child = spawn('/bin/sh', ['-c', command.run], {
    cwd: command.cwd,
    env: { ...command.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  };
  const output = collect(command.logFile);
  child.stdout.on('data', output.taking());
  child.stderr.on('data', output.taking());
  let timedOut = false;
  const deadline = setTimeout(() => {
    timedOut = true;
    kill();
  }, command.timeout);
  signal.addEventListener('abort', kill);
  try {
    const closed = once(child, 'close');
    // `close` repeats a failure to start, which `exit` below already reports.
    closed.catch(() => undefined);
    const [exitCode, endedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    const took = performance.now() - began;
    // What it left behind in its group would hold the output open, and a port, and the next run.
    kill();
    await Promise.race([closed, patience(CLOSES_WITHIN)]);
    stopWhenAborted(signal, doing);
    output.end();
    return { exitCode, endedBy, timedOut, took, tail: output.tail.lines(), digest: digestOf(output.hash) };
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', kill);
    child.stdout.destroy();
    child.stderr.destroy();
    await output.close();
  }
}

interface Collected {
  /** Takes one stream: a secret may come in pieces, with another stream's output between. */
  readonly taking: () => (chunk: Buffer) => void;
  /** No more will come: what was held back is kept too. */
  readonly end: () => void;
  readonly tail: OutputTail;
  readonly hash: Hash;
  readonly close: () => Promise<void>;
}

function collect(file: string): Collected {
  const tail = new OutputTail(TAIL_LINES);
  const hash = createHash('sha256');
  const log = createWriteStream(file, { mode: 0o600 });
  let failed: Error | undefined;
  log.on('error', (error) => {
    failed = error;
  });
  let left = LOG_CAP;
  const filters: SecretFilter[] = [];
  const keep = (chunk: Buffer): void => {
    hash.update(chunk);
    tail.add(chunk);
    if (left > 0 && failed === undefined) log.write(chunk.subarray(0, left));
    if (left > 0 && chunk.length > left) log.write('\n(the log is cut here: it is too long)\n');
    left -= chunk.length;
  };
  return {
    tail,
    hash,
    taking: () => {
      const filter = new SecretFilter();
      filters.push(filter);
      return (chunk) => keep(filter.pass(chunk));
    },
    end: () => {
      for (const filter of filters) keep(filter.end());
    },
    close: async () => {
      log.end();
      await finished(log).catch(() => undefined);
      // A check without its log is no evidence, a build without it cannot be explained.
      if (failed !== undefined)
        throw new DriverError(`${file} could not be written`, { retryable: true, cause: failed });
    },
  };
}

const patience = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });

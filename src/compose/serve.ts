import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { type RunOptions, runControlPlane } from './control-plane.ts';

/** Exit codes after which starting again would only fail the same way. */
const FINAL = new Set([0, 2, 3, 4, 12, 13]);
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5_000;
/** A child that lived this long, in milliseconds, was well: the next one is started at once. */
const WELL = 3_000;

/** Runs a control plane in this process until it is told to end. */
export async function serve(options: RunOptions, started: (page: string) => void): Promise<void> {
  const running = await runControlPlane(options);
  started(running.page);
  const told = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  // The terminal it was started from may go; the control plane stays.
  process.on('SIGHUP', () => undefined);
  await Promise.race([running.ended, told]);
  await running.stop();
}

/** Runs the control plane as a child and starts it again, with backoff, when it dies. Returns the child's last exit code. */
export async function supervise(command: readonly string[]): Promise<number> {
  const [program, ...args] = command;
  if (program === undefined) return 2;
  let pause = 0;
  const stopping = new AbortController();
  for (;;) {
    const begun = performance.now();
    const child = spawn(program, args, { stdio: 'inherit' });
    const pass = (signal: NodeJS.Signals) => () => {
      stopping.abort();
      child.kill(signal);
    };
    const onTerm = pass('SIGTERM');
    const onInt = pass('SIGINT');
    process.on('SIGTERM', onTerm);
    process.on('SIGINT', onInt);
    process.on('SIGHUP', ignore);
    const code = await new Promise<number | null>((resolve) => {
      child.once('exit', (exit) => resolve(exit));
      child.once('error', () => resolve(1));
    });
    process.off('SIGTERM', onTerm);
    process.off('SIGINT', onInt);
    if (stopping.signal.aborted || (code !== null && FINAL.has(code))) return code ?? 0;
    if (performance.now() - begun > WELL) pause = 0;
    await wait(pause);
    pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, pause * 2));
  }
}

const ignore = (): void => undefined;

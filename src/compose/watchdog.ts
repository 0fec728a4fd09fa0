import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** Exit codes after which starting again would only fail the same way. */
const FINAL = new Set([0, 2, 3, 4, 12, 13]);
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5_000;
/** A child that lived this long, in milliseconds, was well: the next one takes over at once. */
const WELL = 3_000;
/** The one that takes over needs the processor first; then the next is made ready. */
const SETTLES_WITHIN = 200;

/** What a watchdog and its child say to each other: that it is the child's turn, and that the child was told to end. */
const GO = 'go';
const ENDING = 'ending';

/**
 * Runs the control plane as a child, and another in its place when it dies. Loading the program takes longer than all else in a
 * start, so a second child has done that already and waits for its turn. Returns the last child's exit code. `onDeath` is told how
 * one ended that nobody had told to.
 */
export async function supervise(command: readonly string[], onDeath: (how: string) => void): Promise<number> {
  const stopping = new AbortController();
  process.on('SIGHUP', () => undefined);
  let ready: ChildProcess | undefined;
  let pause = 0;
  for (;;) {
    const begun = performance.now();
    const child = ready !== undefined && isAlive(ready) ? ready : startWaiting(command);
    // One that has ended meanwhile is seen as its end.
    child.send(GO, () => undefined);
    const making = new AbortController();
    const next = wait(SETTLES_WITHIN, undefined, { signal: making.signal }).then(
      () => startWaiting(command),
      () => undefined,
    );
    const { code, signal } = await endOf(child, stopping);
    making.abort();
    ready = await next;
    if (stopping.signal.aborted || (code !== null && FINAL.has(code))) {
      ready?.kill('SIGTERM');
      return code ?? 0;
    }
    onDeath(code === null ? `ended by ${signal}` : `ended with exit ${code}`);
    if (performance.now() - begun > WELL) pause = 0;
    await wait(pause);
    pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, pause * 2));
  }
}

/** In a child: waits until it is its turn. False when the watchdog has gone, and nobody will ever say so. */
export function myTurn(): Promise<boolean> {
  // The terminal it was started from may go.
  process.on('SIGHUP', () => undefined);
  return new Promise((resolve) => {
    const decide = (isMine: boolean): void => {
      process.removeAllListeners('disconnect').removeAllListeners('message');
      // From here on it lives whether or not the watchdog does.
      process.channel?.unref();
      resolve(isMine);
    };
    process.once('disconnect', () => decide(false));
    process.once('message', () => decide(true));
  });
}

/** In a child: it was told to end. However that goes, none is started in its place. */
export function sayEnding(): void {
  // A watchdog that has gone starts none either.
  if (process.connected) process.send?.(ENDING, () => undefined);
}

function startWaiting([program = process.execPath, ...args]: readonly string[]): ChildProcess {
  const child = spawn(program, [...args, '--standby'], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  // One that cannot be started is told from its end.
  child.on('error', () => undefined);
  return child;
}

const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** How a child ended; the code is null when a signal did it. */
interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Waits for a child's end, passing on the signals that are meant for it and hearing whether it was told to end. */
async function endOf(child: ChildProcess, stopping: AbortController): Promise<End> {
  const pass = (signal: NodeJS.Signals): void => {
    stopping.abort();
    child.kill(signal);
  };
  process.on('SIGTERM', pass).on('SIGINT', pass);
  child.on('message', (said) => {
    if (said === ENDING) stopping.abort();
  });
  try {
    return await new Promise((resolve) => {
      if (!isAlive(child)) resolve({ code: child.exitCode, signal: child.signalCode });
      child.once('exit', (code, signal) => resolve({ code, signal }));
      // One that runs and could not be signalled or spoken to has not ended.
      child.once('error', () => {
        if (child.pid === undefined) resolve({ code: 1, signal: null });
      });
    });
  } finally {
    process.off('SIGTERM', pass).off('SIGINT', pass);
  }
}

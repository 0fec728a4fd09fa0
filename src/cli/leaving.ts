import { EXIT } from './exit.ts';

/** How a command that has no end of its own is left. */
export interface Leaving {
  /** Its reason is the exit code. */
  readonly signal: AbortSignal;
  end(): void;
}

/** Left by Ctrl-C (or by the signals named), when its time is over, or when nobody reads it any longer. */
export function leavingOf(timeout: number | null, signals: readonly NodeJS.Signals[] = ['SIGINT']): Leaving {
  const leaving = new AbortController();
  const leave = (exit: number) => (): void => leaving.abort(exit);
  const interrupted = leave(EXIT.interrupted);
  const unread = leave(EXIT.good);
  const timer = timeout === null ? undefined : setTimeout(leave(EXIT.timeout), timeout * 1_000);
  for (const signal of signals) process.once(signal, interrupted);
  process.stdout.once('error', unread);
  return {
    signal: leaving.signal,
    end: () => {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, interrupted);
      process.stdout.off('error', unread);
    },
  };
}

/** What was asked for, unless somebody leaves first. */
export async function unlessLeft<T>(asked: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = (): void => undefined;
  const isLeft = new Promise<never>((_, reject) => {
    leave = () => reject(new Error('left'));
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave);
  });
  try {
    return await Promise.race([asked, isLeft]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

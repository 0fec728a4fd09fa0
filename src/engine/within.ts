import type { Clock } from '../ports/clock.ts';
import { DriverError } from '../ports/driver-error.ts';
import { SourceTimeout } from '../ports/metric-source.ts';

// Without a reason each abort would make an error with a stack of its own, many times a second.
const NOT_WAITED_FOR = new DriverError('nobody waits for the answer any longer', { retryable: true });

/**
 * Gives work so many milliseconds of this clock: then it is told to stop, and not waited for any longer even when it does not listen.
 * Rejects with SourceTimeout then, and with DriverError when the signal came first.
 */
export async function within<T>(
  clock: Clock,
  limit: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stopping = new AbortController();
  const over = new AbortController();
  let isAnswered = false;
  const stop = (): void => over.abort(NOT_WAITED_FOR);
  signal.addEventListener('abort', stop, { once: true });
  const late = clock.wait(limit, over.signal).then(
    () => {
      throw new SourceTimeout(`no answer within ${limit / 1_000} s`);
    },
    () => {
      // An error takes its stack with it; where the answer is there nobody will look at it.
      throw isAnswered
        ? NOT_WAITED_FOR
        : new DriverError('nobody waits for the answer any longer', { retryable: true });
    },
  );
  if (signal.aborted) stop();
  try {
    const answer = await Promise.race([work(stopping.signal), late]);
    isAnswered = true;
    return answer;
  } finally {
    signal.removeEventListener('abort', stop);
    stopping.abort(NOT_WAITED_FOR);
    over.abort(NOT_WAITED_FOR);
  }
}

import { DriverError } from '../../ports/driver-error.ts';

// What the system may well do when it is asked again: it was busy, short of something, or told to stop.
const PASSING = new Set(['EAGAIN', 'EBUSY', 'EINTR', 'EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC', 'ETXTBSY', 'ABORT_ERR']);

/** The system's own code of an error (`ENOENT`, ...), or undefined when it has none. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/**
 * Runs a driver's work and reports what the system threw as a DriverError that says what was being done. An error without a
 * system code is a bug of ours and passes as it is.
 */
export async function reporting<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof DriverError || code === undefined) throw error;
    const what = code === 'ABORT_ERR' ? 'was stopped' : `failed: ${(error as Error).message}`;
    throw new DriverError(`${doing} ${what}`, { retryable: PASSING.has(code), cause: error });
  }
}

/** Rejects work whose signal was given already. */
export function stopWhenAborted(signal: AbortSignal, doing: string): void {
  if (signal.aborted) throw new DriverError(`${doing} was stopped`, { retryable: true, cause: signal.reason });
}

/** A failure that trying again cannot mend. */
export const lasting = (message: string, cause?: unknown): DriverError =>
  new DriverError(message, { retryable: false, cause });

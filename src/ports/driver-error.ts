/** The world failed. Thrown by drivers only, caught by the effect runner only, recorded as an observation. */
export class DriverError extends Error {
  override readonly name = 'DriverError';
  /** Whether the same effect may succeed when it is tried again. */
  readonly retryable: boolean;

  constructor(message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryable = options.retryable;
  }
}

/** What every effect carries to its driver. */
export interface EffectContext {
  /** Stable for ever; a repeated id is already done. */
  readonly id: string;
  /** The control plane's fencing epoch; a lower one than a driver has seen is refused. */
  readonly epoch: number;
  readonly signal: AbortSignal;
}

import type { Instant } from '../core/kernel/instant.ts';

/** Time comes in here and nowhere else. */
export interface Clock {
  /** Wall time: windows and expiry. */
  wall(): Instant;
  /** Milliseconds on a clock that never jumps; only differences mean anything. */
  steady(): number;
  /** Resolves after this many steady milliseconds, or rejects with the signal's reason. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Rings once after this many steady milliseconds, unless what it gives back is called first: a limit that is rarely met costs next to nothing. */
  after(milliseconds: number, ring: () => void): () => void;
}

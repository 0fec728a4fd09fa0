import { createHash } from 'node:crypto';
import type { Digest } from '../../core/kernel/id.ts';

/** SHA-256 of bytes, as `sha256:` and hex. */
export const digestOfBytes = (bytes: Uint8Array): Digest =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest;

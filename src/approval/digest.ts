import { createHash } from 'node:crypto';
import type { Digest } from '../core/kernel/id.ts';
import { canonical } from '../core/plan/canonical.ts';

/** SHA-256 of a text's UTF-8 bytes, as `sha256:` and hex. */
export const digestOfText = (text: string): Digest =>
  `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}` as Digest;

/** SHA-256 of a value's canonical text. The plan digest of a plan is this. */
export const digestOf = (value: unknown): Digest => digestOfText(canonical(value));

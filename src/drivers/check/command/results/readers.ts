import { readAudit } from './audit.ts';
import { readJUnit } from './junit.ts';
import { readPerformance } from './performance.ts';
import { readSarif } from './sarif.ts';

/** The kinds of result file, each with its reader. A reader says what stands there, or why it cannot be trusted to say anything. */
export const READERS = {
  junit: readJUnit,
  performance: readPerformance,
  sarif: readSarif,
  audit: readAudit,
} as const;

/** A kind of result file. */
export type ResultKind = keyof typeof READERS;

/** What a result file of a kind says. */
export type Said<K extends ResultKind> = ReturnType<(typeof READERS)[K]>;

/** Reads the bytes of a result file. */
export const readAs = <K extends ResultKind>(kind: K, bytes: Uint8Array, name: string): Said<K> =>
  READERS[kind](bytes, name) as Said<K>;

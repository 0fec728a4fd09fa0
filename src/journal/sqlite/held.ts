import type { BigIntStats } from 'node:fs';

/*
 * POSIX locks belong to a process and a file: closing any descriptor of the file drops them all. A reader that opens the database
 * beside SQLite in the process that holds it would therefore let a second control plane in, so it asks here first.
 */
const held = new Set<string>();

/** Notes that this process has the lock on a file. */
export const noteHeld = (stat: BigIntStats): void => void held.add(keyOf(stat));

/** Notes that it has given it back. */
export const noteReleased = (stat: BigIntStats): void => void held.delete(keyOf(stat));

/** Whether this process has the lock on a file. */
export const isHeldHere = (stat: BigIntStats): boolean => held.has(keyOf(stat));

const keyOf = (stat: BigIntStats): string => `${stat.dev}:${stat.ino}`;

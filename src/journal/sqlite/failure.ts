import { JournalUnavailable, type Unavailability } from '../../ports/journal.ts';

const UNKNOWN_NAME = 1;
const BUSY = 5;
const LOCKED = 6;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;

// A constraint that fails here contradicts what was read a moment before: the tables are not what was written.
const BY_SQLITE: ReadonlyMap<number, Unavailability> = new Map([
  [BUSY, 'locked'],
  [LOCKED, 'locked'],
  [READ_ONLY, 'read-only'],
  [IO_ERROR, 'io'],
  [CORRUPT, 'unreadable'],
  [FULL, 'full'],
  [CONSTRAINT, 'altered'],
  [NOT_A_DATABASE, 'unreadable'],
]);

const BY_SYSTEM: ReadonlyMap<string, Unavailability> = new Map([
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EROFS', 'read-only'],
  ['EIO', 'io'],
  ['EACCES', 'permissions'],
  ['EPERM', 'permissions'],
]);

/** What SQLite or the file system refused, as the port says it. Errors of the port and bugs pass as they are. */
export function asUnavailable(error: unknown, doing: string): unknown {
  const code = unavailabilityOf(error);
  return code === undefined ? error : new JournalUnavailable(code, `${doing}: ${messageOf(error)}`, error);
}

/** Whether SQLite says that the file itself is damaged, or no longer knows a column of it. */
export function isDamage(error: unknown): boolean {
  const primary = primaryCode(error);
  return primary === UNKNOWN_NAME || primary === CORRUPT || primary === NOT_A_DATABASE;
}

/** Whether there was no room left on the disk. */
export const isFull = (error: unknown): boolean =>
  error instanceof JournalUnavailable ? error.code === 'full' : unavailabilityOf(error) === 'full';

/** The system's name of an error, such as ENOENT. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What an error says. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function unavailabilityOf(error: unknown): Unavailability | undefined {
  const primary = primaryCode(error);
  if (primary !== undefined) return BY_SQLITE.get(primary) ?? 'unreadable';
  const code = systemCode(error);
  if (code === undefined || !/^E[A-Z]+$/.test(code)) return undefined;
  return BY_SYSTEM.get(code) ?? 'unreadable';
}

// The low byte is the kind; the rest says where. Iterating throws errors that are not libsql's own class, hence no instanceof.
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('rawCode' in error) || typeof error.rawCode !== 'number') return undefined;
  return error.rawCode & 0xff;
}

/** One thing that was looked at: how it stands, and what mends it. */
export interface Finding {
  readonly level: 'OK' | 'WARN' | 'FAIL';
  /** What was looked at, in a word or two. */
  readonly about: string;
  readonly detail: string;
  /** The next command or step; null where nothing is wrong. */
  readonly fix: string | null;
}

/** All is well. */
export const ok = (about: string, detail: string): Finding => ({ level: 'OK', about, detail, fix: null });

/** A deployment would go on, but somebody should know. */
export const warn = (about: string, detail: string, fix: string): Finding => ({ level: 'WARN', about, detail, fix });

/** A deployment would not get through, or what serves is in danger. */
export const fail = (about: string, detail: string, fix: string): Finding => ({ level: 'FAIL', about, detail, fix });

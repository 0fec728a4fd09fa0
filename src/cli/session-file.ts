import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a command line keeps of a sign-in: readable by this account alone. It approves nothing. */
export interface KeptSession {
  readonly bearer: string;
  readonly person: string;
  readonly until: string;
  /** The control plane over TLS that it is a session of; absent for one of this machine. It is sent to no other. */
  readonly origin?: string;
}

const fileIn = (dataDir: string): string => join(dataDir, 'session');

/** The session of this folder; null when nobody signed in, or its time is over. */
export function keptSession(dataDir: string, now: number = Date.now()): KeptSession | null {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return null;
  const kept = sessionIn(readFileSync(file, 'utf8'));
  return kept === null || Date.parse(kept.until) <= now ? null : kept;
}

/** Keeps a session for the commands that follow. */
export function keepSession(dataDir: string, session: KeptSession): void {
  const file = fileIn(dataDir);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(session), { mode: 0o600 });
  // The mode of a file that was there before is not changed by writing it.
  chmodSync(file, 0o600);
}

/** Forgets the session of this folder. Where the state folder is none, there is nothing to forget. */
export function forgetSession(dataDir: string): void {
  if (existsSync(fileIn(dataDir))) rmSync(fileIn(dataDir), { force: true });
}

function sessionIn(text: string): KeptSession | null {
  try {
    const { bearer, person, until, origin } = JSON.parse(text) as Partial<KeptSession>;
    return typeof bearer === 'string' && typeof person === 'string' && typeof until === 'string'
      ? { bearer, person, until, ...(typeof origin === 'string' ? { origin } : {}) }
      : null;
  } catch {
    return null;
  }
}

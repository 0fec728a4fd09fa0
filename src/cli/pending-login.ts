import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A sign-in that was begun: its name, and the secret with which its session is fetched. */
export interface PendingLogin {
  readonly id: string;
  readonly verifier: string;
}

const fileIn = (dataDir: string): string => join(dataDir, 'login');

/** The sign-in that was begun in this folder; null when none was. */
export function pendingLogin(dataDir: string): PendingLogin | null {
  const file = fileIn(dataDir);
  const [, id, verifier] = existsSync(file) ? (/^(\S+) (\S+)\n$/.exec(readFileSync(file, 'utf8')) ?? []) : [];
  return id === undefined || verifier === undefined ? null : { id, verifier };
}

/** Remembers a sign-in, so that a command that left can fetch its session later. */
export function keepPending(dataDir: string, { id, verifier }: PendingLogin): void {
  const file = fileIn(dataDir);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${id} ${verifier}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}

/** Forgets it. Where the state folder is none, there is nothing to forget. */
export function forgetPending(dataDir: string): void {
  if (existsSync(fileIn(dataDir))) rmSync(fileIn(dataDir), { force: true });
}

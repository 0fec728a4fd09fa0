import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isRunning } from '../../drivers/shared/process-identity.ts';
import { FILES } from './directory.ts';
import { isFull } from './failure.ts';

/** The process that holds a journal, as it wrote itself down. */
export interface Holder {
  readonly pid: number;
  readonly started: string;
  /** When it took the journal, as an ISO time. */
  readonly since: string;
}

/** Writes down who holds the journal. A disk without room keeps nobody from holding it: only the name is missing then. */
export async function writeHolder(dir: string, since: Date): Promise<void> {
  const self = await identify(process.pid);
  const holder: Holder = { pid: process.pid, started: self?.started ?? '', since: since.toISOString() };
  try {
    writeFileSync(join(dir, FILES.holder), `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

/** Takes the name away again. */
export const eraseHolder = (dir: string): void => rmSync(join(dir, FILES.holder), { force: true });

/** Who holds the journal, for the message to the one who was refused. */
export async function describeHolder(dir: string): Promise<string> {
  const holder = readHolder(dir);
  if (holder === undefined) return 'a process that did not leave its name';
  const who = `process ${holder.pid}, since ${holder.since}`;
  return (await isRunning(holder)) ? who : `a process other than the one named last (${who}, which is gone)`;
}

function readHolder(dir: string): Holder | undefined {
  try {
    const value: Partial<Holder> = JSON.parse(readFileSync(join(dir, FILES.holder), 'utf8'));
    const { pid, started, since } = value;
    if (typeof pid !== 'number' || typeof started !== 'string' || typeof since !== 'string') return undefined;
    return { pid, started, since };
  } catch {
    // Missing or half written: a name is a courtesy, the lock is what counts.
    return undefined;
  }
}

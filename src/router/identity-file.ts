import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';

/** Writes down which process is the router: its number, when it started, and the id of this start. */
export function writeIdentity(dir: string, boot: string): Promise<void> {
  return writeDurably(fileIn(dir), `${JSON.stringify({ pid: process.pid, started: ownStart(), boot })}\n`);
}

/** Takes the identity away after an orderly end. */
export const removeIdentity = (dir: string): Promise<void> => rm(fileIn(dir), { force: true });

const fileIn = (dir: string): string => join(dir, 'router.pid');

/** When this process started, in the system's words; drivers compare it with what the system says of the number later. */
export function ownStart(): string {
  if (process.platform === 'linux') {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // Field 22 of all, the twentieth behind the command in brackets.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
  }
  const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } } as const;
  return execFileSync('ps', ['-o', 'lstart=', '-p', String(process.pid)], options)
    .trim()
    .split(/\s+/)
    .join(' ');
}

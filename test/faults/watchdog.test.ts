import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endWatchdogs, isWatched, noteWatchdog } from '../../src/compose/noted-watchdogs.ts';
import { supervise } from '../../src/compose/watchdog.ts';

const CHILD = fileURLToPath(new URL('watched-child.ts', import.meta.url));

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-watchdog-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Watches over children of which the n-th ends as the n-th word says: whether it was told to, and its exit code. */
async function watched(...ends: readonly string[]) {
  const file = join(dir, 'turns');
  const deaths: string[] = [];
  const exit = await supervise([process.execPath, '--import', 'tsx', CHILD, file, ...ends], (how) => deaths.push(how));
  return { exit, deaths, turns: readFileSync(file, 'utf8').length };
}

describe('the watchdog of a control plane', () => {
  it('puts another in the place of one that died, and tells how that ended', async () => {
    expect(await watched('silent:1', 'silent:0')).toEqual({ exit: 0, deaths: ['ended with exit 1'], turns: 2 });
  });

  it('starts none after one that was told to end, however it stumbled on the way', async () => {
    expect(await watched('told:1')).toEqual({ exit: 1, deaths: [], turns: 1 });
  });
});

describe('the note of a watchdog', () => {
  it('stands as long as its process watches', async () => {
    const noLonger = await noteWatchdog(dir);
    expect(await isWatched(dir)).toBe(true);

    noLonger();

    expect(await isWatched(dir)).toBe(false);
  });

  it('counts for nothing once its process has gone, whoever has the number now', async () => {
    (await noteWatchdog(dir))();
    mkdirSync(join(dir, 'watchdogs'), { recursive: true });
    writeFileSync(join(dir, 'watchdogs', '1'), JSON.stringify({ pid: process.pid, started: 'another boot/1' }));
    writeFileSync(join(dir, 'watchdogs', '2'), '{"pid":');

    // Else it would end this very process.
    expect(await endWatchdogs(dir)).toEqual({ ended: 0, left: [] });
  });
});

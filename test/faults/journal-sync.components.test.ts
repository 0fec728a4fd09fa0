import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts';
import { workspace } from '../../src/testing/conformance/workspace.ts';
import { verifyJournal } from '../../src/verify/verify-journal.ts';
import { endWritersAfterEach, Writer } from './writer-process.ts';

const space = workspace();
endWritersAfterEach();

const COUNT = 3;

type Call = 'fsync' | 'pwrite64';

function requireStrace(): void {
  if (spawnSync('strace', ['-V']).error !== undefined)
    throw new Error('component missing: strace (Debian package strace)');
}

/** How often a whole run of the writer calls this: each of these is a place where it may fail. */
async function sitesOf(call: Call): Promise<number> {
  const [dir, log] = [await space.path('counted'), await space.path('calls.txt')];
  const writer = new Writer({
    dir,
    run: 'counted',
    count: COUNT,
    under: ['strace', '-f', '-o', log, '-e', `trace=${call}`],
  });
  await writer.said(COUNT + 1);
  await writer.end();
  const lines = (await readFile(log, 'utf8')).split('\n');
  return lines.filter((line) => line.includes(`${call}(`)).length;
}

async function runWith(call: Call, fault: string, site: number): Promise<{ dir: string; writer: Writer }> {
  const dir = await space.path(`${call}-${site}`);
  const inject = `inject=${call}:${fault}:when=${site}`;
  const under = ['strace', '-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject];
  const writer = new Writer({ dir, run: 'faulty', count: COUNT, under });
  await writer.said(COUNT + 1);
  await writer.end();
  return { dir, writer };
}

async function requireAllAcknowledged(dir: string, writer: Writer): Promise<void> {
  const journal = await openSqliteJournal({ dir, reserveBytes: 0 });
  const decisions = (await journal.read('decisions')).map((entry) => entry.body);
  await journal.close();
  expect(decisions.slice(0, writer.acknowledged.length)).toEqual(writer.acknowledged);
  // At most the one in flight is there without having been acknowledged.
  expect(decisions.length - writer.acknowledged.length).toBeLessThanOrEqual(1);
  expect(await verifyJournal(dir)).toMatchObject({ kind: 'ok' });
}

describe('a journal whose disk fails at a named call', () => {
  it('acknowledges nothing after any one sync that failed, though the next would work', {
    timeout: 600_000,
  }, async () => {
    requireStrace();
    const sites = await sitesOf('fsync');
    expect(sites).toBeGreaterThan(COUNT);
    let refused = 0;

    for (let site = 1; site <= sites; site += 1) {
      const { dir, writer } = await runWith('fsync', 'error=EIO', site);
      const first = writer.lines.findIndex((line) => line.startsWith('refused'));
      if (first !== -1) {
        refused += 1;
        expect([site, writer.lines.slice(first).every((line) => line.startsWith('refused io '))]).toEqual([site, true]);
      }
      await requireAllAcknowledged(dir, writer);
    }

    // All but those that only tidy up when the journal is closed.
    expect(refused).toBeGreaterThan(sites / 2);
  });

  // Between two writes a sync changes nothing that a kill could show: the pages that the system holds survive the process.
  it('keeps all that was acknowledged when it is killed at any one write', { timeout: 900_000 }, async () => {
    requireStrace();
    const sites = await sitesOf('pwrite64');
    expect(sites).toBeGreaterThan(COUNT);

    for (let site = 1; site <= sites; site += 1) {
      const { dir, writer } = await runWith('pwrite64', 'signal=KILL', site);
      await requireAllAcknowledged(dir, writer);
    }
  });
});

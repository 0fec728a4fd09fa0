/*
 * How many appends a second the journal acknowledges, beside the least that any durable log must do: append a line to a bare file and
 * fsync it. Run with: npx tsx bench/journal/bench.ts [SECONDS PER ROW]
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryLine } from '../../src/journal/entry-text.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts';
import type { SqliteJournal } from '../../src/journal/sqlite/sqlite-journal.ts';
import type { Append } from '../../src/ports/journal.ts';
import { verifyJournal } from '../../src/verify/verify-journal.ts';

const ROW_MILLISECONDS = Number(process.argv[2] ?? 3) * 1_000;
const DEPLOYMENTS = 50;

const decision = {
  type: 'StageAdvanced',
  schema: 1,
  body: { to: 2, verdict: { kind: 'pass', requests: 4_812, errors: 3 } },
};
const measurement = { type: 'Measured', schema: 1, body: { track: 'candidate', second: 17, requests: 212, errors: 1 } };

let turn = 0;

function anAppend(writes: Append['writes']): Append {
  turn += 1;
  const principal = { kind: 'system', name: 'engine' } as const;
  return { writes, requestId: `bench/${turn}`, epoch: 1, at: turn, steady: turn, principal, proof: 'none' };
}

/** Turns a second over a few seconds, after a short run to warm up. */
async function rateOf(work: () => Promise<void> | void): Promise<number> {
  for (let warm = 0; warm < 50; warm += 1) await work();
  const start = performance.now();
  let turns = 0;
  while (performance.now() - start < ROW_MILLISECONDS) {
    await work();
    turns += 1;
  }
  return (turns * 1_000) / (performance.now() - start);
}

async function bareRate(dir: string, line: string): Promise<number> {
  const file = openSync(join(dir, 'bare.ndjson'), 'a');
  try {
    return await rateOf(() => {
      writeSync(file, line);
      fsyncSync(file);
    });
  } finally {
    closeSync(file);
  }
}

const decisionRate = (journal: SqliteJournal) =>
  rateOf(async () => {
    await journal.append(anAppend([{ stream: 'dep_1', expectedVersion: 'any', entries: [decision] }]));
  });

function tickRate(journal: SqliteJournal): Promise<number> {
  const names = Array.from({ length: DEPLOYMENTS }, (_, index) => `dep_${index}/measurements`);
  const writes = names.map((stream) => ({ stream, expectedVersion: 'any' as const, entries: [measurement] }));
  return rateOf(async () => {
    await journal.append(anAppend(writes));
  });
}

function print(what: string, rate: number, bare: number): void {
  console.log(`${what.padEnd(52)} ${rate.toFixed(0).padStart(8)} /s   ${(rate / bare).toFixed(2)} of bare`);
}

async function main(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  try {
    const journal = await openSqliteJournal({ dir: join(dir, 'journal') });
    await journal.append(anAppend([{ stream: 'dep_1', expectedVersion: 0, entries: [decision] }]));
    const [first] = await journal.readAll(0, 1);
    if (first === undefined) throw new Error('the journal did not keep its first entry');

    const bare = await bareRate(dir, `${entryLine(first)}\n`);
    print('bare file: append a line, fsync', bare, bare);
    print('journal: one decision, one commit', await decisionRate(journal), bare);
    const ticks = await tickRate(journal);
    print(`journal: ${DEPLOYMENTS} measurements, one commit`, ticks, bare);
    print('  the same, counted in measurements', ticks * DEPLOYMENTS, bare);

    const { seq } = await journal.head();
    await journal.close();
    const start = performance.now();
    const verification = await verifyJournal(join(dir, 'journal'));
    if (verification.kind !== 'ok') throw new Error(`the journal is ${verification.kind}: ${verification.why}`);
    console.log(`verify: ${seq} entries in ${((performance.now() - start) / 1_000).toFixed(2)} s`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

await main();

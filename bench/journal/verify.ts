/*
 * How long checking a journal and a record of many entries takes, beside the least that any check must do: SHA-256 over the same bytes,
 * chained. Both in seconds of a processor, which other work on the machine stretches less than the clock, and by the clock.
 * Run with: npx tsx bench/journal/verify.ts [ENTRIES], 1 000 000 by default
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalRecord } from '../../src/journal/chain.ts';
import { everyEntry, writeRecord } from '../../src/journal/export.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts';
import type { SqliteJournal } from '../../src/journal/sqlite/sqlite-journal.ts';
import type { Append } from '../../src/ports/journal.ts';
import { verifyJournal } from '../../src/verify/verify-journal.ts';
import { verifyRecord } from '../../src/verify/verify-record.ts';

const ENTRIES = Number(process.argv[2] ?? 1_000_000);
const DEPLOYMENTS = 50;
const STREAMS = Array.from({ length: DEPLOYMENTS }, (_, index) => `measurements/dep_01M87VN9N7NBZTFV4BK74ET4${index}`);

/** One second of fifty canaries: what most entries of a journal are. */
function aSecond(second: number): Append {
  const track = (requests: number, errors: number) => ({
    ...{ kind: 'counts', requests, errors },
    latency: { p50: 0.0123 + second / 1e6, p99: 0.21 },
  });
  const at = 1_795_560_220_321 + second * 1_000;
  const block = { stable: track(812 + (second % 40), second % 3), candidate: track(41, 0), from: at - 1_000, to: at };
  const entries = [{ type: 'BlockClosed', schema: 1, body: { at, block } }];
  return {
    writes: STREAMS.map((stream) => ({ stream, expectedVersion: 'any' as const, entries })),
    requestId: `bench/${second}`,
    ...{ epoch: 1, at, steady: 123_456.789 + second * 1_000.123 },
    ...{ principal: { kind: 'system', name: 'engine' } as const, proof: 'none' as const },
  };
}

interface Took {
  readonly clock: number;
  readonly processor: number;
}

function stopwatch(): () => Took {
  const began = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { clock: (performance.now() - began) / 1_000, processor: (user + system) / 1e6 };
  };
}

/** The same bytes through SHA-256, an entry at a time with the hash before it, from memory. */
async function bareTime(journal: SqliteJournal): Promise<Took> {
  const sum = { clock: 0, processor: 0 };
  let previous = Buffer.alloc(32);
  let waiting: string[] = [];
  const flush = (): void => {
    const took = stopwatch();
    for (const text of waiting) previous = createHash('sha256').update(previous).update(text).digest();
    const { clock, processor } = took();
    sum.clock += clock;
    sum.processor += processor;
    waiting = [];
  };
  for await (const entry of everyEntry(journal)) {
    waiting.push(canonicalRecord(entry));
    if (waiting.length === 10_000) flush();
  }
  flush();
  return sum;
}

async function timed(work: () => Promise<{ readonly kind: string }>): Promise<Took> {
  const took = stopwatch();
  const found = await work();
  if (found.kind !== 'ok') throw new Error(`it is ${found.kind}`);
  return took();
}

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
try {
  const [folder, file] = [join(dir, 'journal'), join(dir, 'record.ndjson')];
  const journal = await openSqliteJournal({ dir: folder, reserveBytes: 0 });
  for (let second = 0; second * DEPLOYMENTS < ENTRIES; second += 1) await journal.append(aSecond(second));
  const bare = await bareTime(journal);
  await writeRecord(file, everyEntry(journal));
  const { seq } = await journal.head();
  await journal.close();
  const print = (what: string, { clock, processor }: Took): void =>
    console.log(
      `${what.padEnd(40)} ${processor.toFixed(2).padStart(6)} s of a processor, ${(processor / bare.processor).toFixed(1)} of bare; ${clock.toFixed(2)} s by the clock`,
    );
  console.log(`${seq} entries, ${Math.round(statSync(file).size / seq)} bytes each as exported`);
  print('SHA-256 over the same bytes, chained', bare);
  print('verify, a journal in its folder', await timed(() => verifyJournal(folder)));
  print('verify, a record in a file', await timed(() => verifyRecord(file)));
} finally {
  rmSync(dir, { recursive: true, force: true });
}

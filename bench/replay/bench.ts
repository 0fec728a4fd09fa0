/*
 * How many lines a second `gate replay` plays on one core, beside a loop that only parses their JSON, and whether its memory stays flat.
 * Run after a build: npx tsx bench/replay/bench.ts [LINES]
 */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseGate, parseTrigger } from '../../src/core/gate/grammar.ts';
import { isGateProblem } from '../../src/core/gate/problem.ts';
import type { ReplayedStage } from '../../src/core/verdict/replay/replay.ts';
import { SHAPES, type Shape, writeLines } from './lines.ts';

const LINES = Number(process.argv[2] ?? 400_000);
const GOAL = 100_000;

// What users run is built by the compiler; tsx would add calls of its own to every inner function.
const { eachLine } = (await import(built('cli/samples/lines.js'))) as typeof import('../../src/cli/samples/lines.ts');
const { play } = (await import(built('cli/samples/play.js'))) as typeof import('../../src/cli/samples/play.ts');

function built(path: string): string {
  return new URL(`../../dist/${path}`, import.meta.url).href;
}

/** A stage that is still undecided when the file ends. */
function stageOf({ gates, triggers = [] }: Shape, seconds: number): ReplayedStage {
  const parsed = gates.map((text) => {
    const gate = parseGate(text, { baselineAllowed: true });
    if (isGateProblem(gate)) throw new Error(gate.message);
    return gate;
  });
  const fatal = triggers.map((text) => {
    const trigger = parseTrigger(text);
    if (isGateProblem(trigger)) throw new Error(trigger.message);
    return trigger;
  });
  const settings = { falsePass: 0.05, relative: true, relativeRatio: 1.5, extend: 3, comparisonBudget: 0.0125 };
  const times = { seconds, triggerSeconds: 3 * seconds, intervalSeconds: 1 };
  return { weightShare: 0.05, plan: { gates: parsed, triggers: fatal, ...times, hasBaseline: true, settings } };
}

interface Measured {
  readonly perSecond: number;
  /** The least that the heap held in the first and in the last quarter, in MB: what no collection can free. */
  readonly heap: readonly [number, number];
}

async function measured(file: string, work: (stream: AsyncIterable<Buffer>) => Promise<unknown>): Promise<Measured> {
  const held: number[] = [];
  async function* watched(): AsyncGenerator<Buffer> {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) {
      held.push(process.memoryUsage().heapUsed / 1e6);
      yield chunk as Buffer;
    }
  }
  const started = process.cpuUsage();
  await work(watched());
  const { user, system } = process.cpuUsage(started);
  const quarter = Math.ceil(held.length / 4);
  const heap = [Math.min(...held.slice(0, quarter)), Math.min(...held.slice(-quarter))] as const;
  return { perSecond: LINES / ((user + system) / 1e6), heap };
}

const shown = (perSecond: number): string => `${Math.round(perSecond / 1_000)} 000 lines/s`.padStart(17);

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-replay-bench-'));
let missed = 0;
try {
  process.stdout.write(`${LINES} lines of at most 200 bytes, one core (CPU time); goal ${GOAL} lines/s\n\n`);
  for (const shape of SHAPES) {
    const file = join(dir, `${shape.name}.ndjson`);
    const seconds = await writeLines(file, shape, LINES);
    const stage = stageOf(shape, seconds);
    const bare = await measured(file, (stream) =>
      eachLine(stream, file, (text) => (JSON.parse(text) as { t: number }).t >= 0),
    );
    const silent = { changed: () => undefined, warned: () => undefined };
    const replay = await measured(file, (stream) => play(stream, file, stage, silent));
    const isMet = replay.perSecond >= GOAL;
    if (!isMet) missed += 1;
    const heap = replay.heap.map((megabytes) => megabytes.toFixed(0)).join(' → ');
    process.stdout.write(
      `${shape.what.padEnd(58)} replay ${shown(replay.perSecond)}  JSON.parse ${shown(bare.perSecond)}  heap ${heap} MB  ${isMet ? 'ok' : 'MISSED'}\n`,
    );
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exitCode = missed === 0 ? 0 : 1;

/*
 * How long `simulate` takes for a plan of 55 minutes, in process and warm, beside the same number of bare ticks of its clock.
 * Run after a build: npx tsx bench/simulate/bench.ts
 */
import { readFileSync } from 'node:fs';

// What users run is built by the compiler; tsx would add calls of its own to every inner function.
const { readStory } = (await import(
  built('simulate/read-story.js')
)) as typeof import('../../src/simulate/read-story.ts');
const { play } = (await import(built('simulate/play.js'))) as typeof import('../../src/simulate/play.ts');
const { loadConfig } = (await import(built('config/load.js'))) as typeof import('../../src/config/load.ts');
const { virtualClock } = (await import(
  built('testing/virtual-clock.js')
)) as typeof import('../../src/testing/virtual-clock.ts');

const GOAL = 500;
const ROUNDS = 5;

function built(path: string): string {
  return new URL(`../../dist/${path}`, import.meta.url).href;
}

const folder = new URL('../../examples/stories/', import.meta.url);
const read = readStory(readFileSync(new URL('good.yaml', folder), 'utf8'), 'good.yaml');
const loaded = loadConfig(readFileSync(new URL('plimsoll.yaml', folder), 'utf8'), { file: 'plimsoll.yaml', env: {} });
if ('problems' in read || 'problems' in loaded) throw new Error('the example cannot be read');
const { story } = read;
const { spec } = loaded;

async function bareTicks(seconds: number): Promise<void> {
  const clock = virtualClock(story.start);
  const over = new AbortController();
  const tick = async (): Promise<void> => {
    while (!over.signal.aborted) await clock.wait(1_000, over.signal).catch(() => undefined);
  };
  const ticking = tick();
  for (let at = 0; at < seconds; at += 1) await clock.advance(1_000 as never);
  over.abort();
  await ticking;
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const plays: number[] = [];
const bare: number[] = [];
let minutes = 0;
for (let round = 0; round <= ROUNDS; round += 1) {
  const played = await took(async () => {
    const { lasted, phase } = await play(story, spec, round + 1);
    if (phase !== 'completed') throw new Error(`the story ended ${phase}`);
    minutes = lasted / 60_000;
  });
  const ticks = await took(() => bareTicks(minutes * 60));
  // The first round warms up.
  if (round > 0) [plays, bare].forEach((all, index) => void all.push(index === 0 ? played : ticks));
}
const middle = (all: number[]): number => all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0;
const [playing, ticking] = [middle(plays), middle(bare)];
console.log(
  `a plan of ${minutes.toFixed(0)} min: ${playing.toFixed(0)} ms (goal: at most ${GOAL} ms), median of ${ROUNDS}`,
);
console.log(`its clock alone: ${ticking.toFixed(0)} ms; ratio ${(playing / ticking).toFixed(1)}`);
if (playing > GOAL) process.exitCode = 1;

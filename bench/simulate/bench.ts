/*
 * How long `simulate` takes for a plan of 55 minutes, in process and warm, beside the same number of bare ticks of its clock, by
 * the clock and in time of a processor, which other work on the machine disturbs less.
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

const { settling } = (await import(built('simulate/settling.js'))) as typeof import('../../src/simulate/settling.ts');

const GOAL = 500;
const ROUNDS = 9;
/** So many plays go by before all that runs every second is compiled as well as it ever is. */
const WARM_UP = 6;

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
  const clock = virtualClock(story.start, settling());
  const over = new AbortController();
  const tick = async (): Promise<void> => {
    while (!over.signal.aborted) await clock.wait(1_000, over.signal).catch(() => undefined);
  };
  const ticking = tick();
  for (let at = 0; at < seconds; at += 1) await clock.advance(1_000 as never);
  over.abort();
  await ticking;
}

interface Took {
  readonly clock: number;
  readonly processor: number;
}

async function took(work: () => Promise<unknown>): Promise<Took> {
  const [begun, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { clock: performance.now() - begun, processor: (user + system) / 1_000 };
}

const plays: Took[] = [];
const bare: Took[] = [];
let minutes = 0;
for (let round = 1; round <= WARM_UP + ROUNDS; round += 1) {
  plays.push(
    await took(async () => {
      const { lasted, phase } = await play(story, spec, round);
      if (phase !== 'completed') throw new Error(`the story ended ${phase}`);
      minutes = lasted / 60_000;
    }),
  );
  bare.push(await took(() => bareTicks(minutes * 60)));
}

function middle(all: readonly Took[], of: keyof Took): number {
  const sorted = all.slice(WARM_UP).map((one) => one[of]);
  return sorted.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0;
}

const whole = (time: number | undefined): string => (time ?? 0).toFixed(0);
const playing = middle(plays, 'clock');
const ticking = middle(bare, 'clock');
console.log(
  `a plan of ${minutes.toFixed(0)} min: ${whole(playing)} ms (goal: at most ${GOAL} ms), ${whole(middle(plays, 'processor'))} ms of a processor, median of ${ROUNDS} after ${WARM_UP}; the first took ${whole(plays[0]?.clock)} ms`,
);
console.log(`its clock alone: ${whole(ticking)} ms; ratio ${(playing / ticking).toFixed(1)}`);
if (playing > GOAL) process.exitCode = 1;

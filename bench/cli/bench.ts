import { spawnSync } from 'node:child_process';
import { MAIN_FILE } from '../../test/e2e/world/program.ts';
import { newWorld } from '../../test/e2e/world/world.ts';

// How long `plimsoll status -o json` takes beside an empty Node program. Both are started in turns, in both orders, so that what
// else the machine does hits both alike. Runs: `npm run bench:cli -- 60`.

const RUNS = Number(process.argv[2] ?? 60);
const WARM = 3;
const BAR = 1.5;

const EMPTY = ['-e', '0'];

function millisecondsOf(args: readonly string[], cwd: string): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const took = performance.now() - begun;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
  return took;
}

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) * q)] ?? Number.NaN;

const world = await newWorld();
try {
  const { dir } = world.plane;
  const asked = {
    empty: EMPTY,
    'status -o json': [MAIN_FILE, 'status', '-o', 'json'],
    'status (whole program)': [MAIN_FILE, 'status', '--output=json'],
  };
  const names = Object.keys(asked) as (keyof typeof asked)[];
  const took = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<keyof typeof asked, number[]>;
  for (let run = -WARM; run < RUNS; run += 1) {
    for (const name of run % 2 === 0 ? names : names.toReversed()) {
      const milliseconds = millisecondsOf(asked[name], dir);
      if (run >= 0) took[name].push(milliseconds);
    }
  }
  const row = (name: keyof typeof asked) => ({
    name,
    fastest: quantile(took[name], 0),
    median: quantile(took[name], 0.5),
    p90: quantile(took[name], 0.9),
  });
  for (const name of names) {
    const { fastest, median, p90 } = row(name);
    const shown = [fastest, median, p90].map((value) => `${value.toFixed(1)} ms`).join(' · ');
    console.log(`${name.padEnd(24)} fastest, median, p90: ${shown}`);
  }
  const ratios = took['status -o json'].map((value, index) => value / (took.empty[index] ?? Number.NaN));
  const ratio = quantile(took['status -o json'], 0.5) / quantile(took.empty, 0.5);
  console.log(
    `ratio of medians ${ratio.toFixed(2)}, median of the pairs ${quantile(ratios, 0.5).toFixed(2)} (bar ${BAR})`,
  );
  process.exitCode = ratio <= BAR ? 0 : 1;
} finally {
  const left = await world.end();
  if (left.length > 0) console.error(`still running: ${left.join(', ')}`);
}

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fireAt } from '../../test/hostile/parsers/fire.ts';
import { PARSERS } from '../../test/hostile/parsers/parsers.ts';

// 20 000 hostile inputs for each parser: none may throw what nobody catches, none may take a second, memory stays bounded. Each
// parser has a process of its own: what another one left for the collector is not its memory.
const INPUTS = Number(process.env.PLIMSOLL_HOSTILE ?? 20_000);
const SEED = Number(process.env.PLIMSOLL_SEED ?? 20_261_126);
const MOST_MEMORY = 512 * 1024 * 1024;
const HEAP = '--max-old-space-size=320';

async function fireAtOne(name: string): Promise<boolean> {
  const parser = PARSERS.find((one) => one.name === name);
  if (parser === undefined) throw new Error(`there is no parser ${name}`);
  const { taken, unhandled, slowest, memory } = await fireAt(parser, INPUTS, SEED);
  const isGood = unhandled.length === 0 && slowest < 1 && memory < MOST_MEMORY;
  const figures = `${taken} taken, ${unhandled.length} unhandled, slowest ${Math.round(slowest * 1_000)} ms, ${Math.round(memory / 1_048_576)} MiB`;
  process.stdout.write(`${isGood ? 'ok  ' : 'FAIL'} ${name}: ${figures}\n`);
  for (const one of unhandled.slice(0, 3)) process.stdout.write(`     ${one}\n`);
  return isGood;
}

function fireAtAll(): boolean {
  process.stdout.write(`${INPUTS} inputs for each of ${PARSERS.length} parsers, seed ${SEED}\n`);
  const ends = PARSERS.map(({ name }) => {
    const argv = [HEAP, ...process.execArgv, fileURLToPath(import.meta.url), name];
    return spawnSync(process.execPath, argv, { stdio: 'inherit' }).status;
  });
  return ends.every((status) => status === 0);
}

const [, , only] = process.argv;
process.exitCode = (only === undefined ? fireAtAll() : await fireAtOne(only)) ? 0 : 1;

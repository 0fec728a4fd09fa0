import { hostileInputs } from './inputs.ts';
import type { ParserUnderFire } from './parsers.ts';

/** What became of the inputs of one parser. */
export interface UnderFire {
  readonly inputs: number;
  readonly taken: number;
  /** Those that threw what nobody may throw, as they were. */
  readonly unhandled: readonly string[];
  /** Seconds of processor time of the slowest one. */
  readonly slowest: number;
  /** The most memory of the process in bytes. */
  readonly memory: number;
}

/** Sends hostile inputs at a parser, the same for the same seed. */
export async function fireAt({ seeds, takes }: ParserUnderFire, inputs: number, seed: number): Promise<UnderFire> {
  const next = hostileInputs(seeds, seed);
  const unhandled: string[] = [];
  let [taken, slowest, memory] = [0, 0, 0];
  for (let round = 0; round < inputs; round += 1) {
    const text = next();
    const before = process.cpuUsage();
    try {
      if (await takes(text)) taken += 1;
    } catch (error) {
      unhandled.push(`${String(error)}: ${JSON.stringify(text.slice(0, 400))}`);
    }
    const { user, system } = process.cpuUsage(before);
    slowest = Math.max(slowest, (user + system) / 1_000_000);
    if (round % 64 === 0) memory = Math.max(memory, process.memoryUsage().rss);
  }
  return { inputs, taken, unhandled, slowest, memory };
}

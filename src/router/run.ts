import { parseArgs } from 'node:util';
import { startRouter } from './router.ts';
import { messageOf, StartFailure } from './start-failure.ts';

/** Exit codes of the command line: refused before any change; wrong usage. */
const REFUSED = 4;
const USAGE = 2;

/**
 * The process `plimsoll router --dir DIR --listen HOST:PORT`: serves until SIGTERM or SIGINT and gives its exit code. It
 * outlives the terminal and the control plane that started it.
 */
export async function runRouter(argv: readonly string[]): Promise<number> {
  // Whoever read our output may be gone; that is no reason to stop serving.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('SIGHUP', () => undefined);
  try {
    const { dir, listen } = readArguments(argv);
    // Whoever reads that it serves may tell it to end in the same moment.
    const told = untilTold();
    const router = await startRouter({ dir, listen });
    process.stdout.write(`serving on ${router.address}\n`);
    await told;
    await router.stop();
    return 0;
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    process.stderr.write(`error[${error.code}] ${error.message}\n next: ${error.next}\n`);
    return error.code === 'usage' ? USAGE : REFUSED;
  }
}

function readArguments(argv: readonly string[]): { dir: string; listen: string } {
  const next = 'plimsoll router --dir DIR --listen 127.0.0.1:8080';
  try {
    const options = { dir: { type: 'string' }, listen: { type: 'string', default: '127.0.0.1:0' } } as const;
    const { dir, listen } = parseArgs({ args: [...argv], options, strict: true }).values;
    if (dir !== undefined && dir !== '') return { dir, listen };
  } catch (error) {
    throw new StartFailure('usage', messageOf(error), next);
  }
  throw new StartFailure('usage', 'the router needs a folder for its state', next);
}

function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}

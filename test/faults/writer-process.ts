import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll } from 'vitest';
import { build } from '../e2e/world/program.ts';

/** What a writer is to do. */
export interface Writing {
  readonly dir: string;
  readonly run: string;
  readonly count: number;
  /** The length of the body of the last append but one. */
  readonly size?: number;
  /** Blocks of 512 or 1024 bytes (as the shell counts) that a file of it may have: the next write fails as on a bad disk. */
  readonly fileBlocks?: number;
  /** A program and its arguments to run the writer under. */
  readonly under?: readonly string[];
}

const SCRIPT = fileURLToPath(new URL('journal-writer.mjs', import.meta.url));
const running = new Set<ChildProcess>();

/** Builds what writers run, and ends every one that a test left. Call it while a suite is described. */
export function endWritersAfterEach(): void {
  beforeAll(build);
  afterEach(async () => {
    await Promise.all([...running].map(kill));
  });
}

/** A process that appends to a journal and says what was acknowledged. */
export class Writer {
  readonly lines: string[] = [];
  readonly process: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #ended = false;

  constructor(writing: Writing) {
    const [program, ...args] = commandOf(writing);
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.process = child;
    running.add(child);
    createInterface({ input: child.stdout })
      .on('line', (line) => this.#heard(line))
      .on('close', () => {
        this.#ended = true;
        this.#wake();
      });
  }

  /** The request ids that were acknowledged so far. */
  get acknowledged(): readonly string[] {
    return this.lines.filter((line) => line.startsWith('appended ')).map((line) => line.split(' ')[1] ?? '');
  }

  get refusals(): readonly string[] {
    return this.lines.filter((line) => line.startsWith('refused '));
  }

  /** Resolves when this many lines were said, or the process said its last. */
  async said(count: number): Promise<void> {
    while (this.lines.length < count && !this.#ended) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Kills it where it stands and waits until all that it said has arrived. */
  async kill(): Promise<void> {
    await kill(this.process);
    await this.said(Number.POSITIVE_INFINITY);
  }

  /** Lets it close its journal and end. */
  async end(): Promise<void> {
    this.process.stdin?.end();
    await this.said(Number.POSITIVE_INFINITY);
    await kill(this.process);
  }

  #heard(line: string): void {
    this.lines.push(line);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function commandOf(writing: Writing): [string, ...string[]] {
  const { dir, run, count, size = 10, fileBlocks, under = [] } = writing;
  const node = [process.execPath, SCRIPT, dir, run, String(count), String(size)];
  // An ignored signal stays ignored in the program that follows, so the write fails instead of killing it.
  const limited = ['sh', '-c', `trap '' XFSZ; ulimit -f ${fileBlocks}; exec "$@"`, 'sh', ...node];
  const [program = process.execPath, ...args] = [...under, ...(fileBlocks === undefined ? node : limited)];
  return [program, ...args];
}

async function kill(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { DriverError } from '../../../../ports/driver-error.ts';
import { stopWhenAborted } from '../../../shared/driver-failure.ts';
import { type ResultKind, readAs, type Said } from './readers.ts';

// Read at once up to here: a process costs more than the reading.
const SMALL = 128 * 1024;
const WITHIN = 120_000;
const MEMORY_MB = 1_024;

// Compiled it is JavaScript; in the work tree it is TypeScript, which needs a loader.
const KIND = extname(fileURLToPath(import.meta.url));
const READER = fileURLToPath(new URL(`./reading-process${KIND}`, import.meta.url));
const loader = (): readonly string[] =>
  KIND === '.ts' ? ['--import', createRequire(import.meta.url).resolve('tsx')] : [];

/**
 * Reads a result file. A large one is read by a process of its own, with limits on time and memory: a control plane that parses
 * for half a minute judges no deployment meanwhile.
 */
export async function readAside<K extends ResultKind>(
  kind: K,
  bytes: Buffer,
  name: string,
  signal: AbortSignal,
  limits = { small: SMALL, milliseconds: WITHIN, megabytes: MEMORY_MB },
): Promise<Said<K> | { readonly problem: string }> {
  if (bytes.length <= limits.small) return readAs(kind, bytes, name);
  const heap = `--max-old-space-size=${limits.megabytes}`;
  const done = await execa(process.execPath, [...loader(), heap, READER, kind, name], {
    input: bytes,
    env: {},
    extendEnv: false,
    reject: false,
    killSignal: 'SIGKILL',
    timeout: limits.milliseconds,
    cancelSignal: signal,
  });
  stopWhenAborted(signal, `reading ${name}`);
  if (done.timedOut) return { problem: 'takes too long to read' };
  if (done.signal === 'SIGABRT' || done.exitCode === 134) return { problem: 'needs too much memory to read' };
  if (done.exitCode === 0) return JSON.parse(done.stdout) as Said<K>;
  throw new DriverError(`reading ${name} failed: ${done.stderr.slice(-500)}`, { retryable: true, cause: done });
}

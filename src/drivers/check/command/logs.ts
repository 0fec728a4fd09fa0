import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckLog } from '../../../ports/check-runner.ts';
import { systemCode } from '../../shared/driver-failure.ts';
import { readEnd } from '../../shared/file-end.ts';
import { lastLines } from '../../shared/printable.ts';

/** The full log of a run, in its folder. */
export const OUTPUT = 'output.log';
/** Says in a run's folder whose it is, before there is a result. */
const NAME = 'effect';
const TAIL_BYTES = 256 * 1024;

/** Makes the folder of a run and writes down whose it is. */
export async function nameRun(folder: string, effectId: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, NAME), effectId, { mode: 0o600 });
}

/** What the runs whose effect ids begin so have printed, in the order they began. */
export async function logTails(stateDir: string, prefix: string, lines: number): Promise<readonly CheckLog[]> {
  const folders = (await readdir(stateDir, { withFileTypes: true }).catch(ifMissing([]))).filter((one) =>
    one.isDirectory(),
  );
  const runs = await Promise.all(folders.map(({ name }) => runIn(join(stateDir, name))));
  const meant = runs
    .filter((run) => run?.effectId.startsWith(prefix) === true)
    .flatMap((run) => run ?? [])
    .sort((one, other) => one.began - other.began);
  return Promise.all(
    meant.map(async ({ folder, effectId }) => {
      const end = await readEnd(join(folder, OUTPUT), TAIL_BYTES).catch(ifMissing(Buffer.alloc(0)));
      return { effectId, lines: lastLines(end.toString('utf8'), lines) };
    }),
  );
}

async function runIn(
  folder: string,
): Promise<{ readonly folder: string; readonly effectId: string; readonly began: number } | undefined> {
  const file = join(folder, NAME);
  try {
    return { folder, effectId: await readFile(file, 'utf8'), began: (await stat(file)).mtimeMs };
  } catch (error) {
    return ifMissing(undefined)(error);
  }
}

const ifMissing =
  <T>(otherwise: T) =>
  (error: unknown): T => {
    if (systemCode(error) !== 'ENOENT') throw error;
    return otherwise;
  };

import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ProblemError } from '../../api/problem.ts';
import { recordParts } from '../../api/record-parts.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';
import { writeParts } from '../write-parts.ts';

/** Writes the record of a deployment to one file that anybody can check: all entries, heads, keys, approvals and digests. */
export async function reportRecord(doing: Doing, id: string, out: string | undefined): Promise<Outcome> {
  const plane = await doing.plane();
  const { dir, dataDir } = doing.invocation;
  // Beside the sources it would be a change that nobody committed, and the next release would be refused for it.
  const file = out === undefined ? join(dataDir, 'records', `${id}.record.ndjson`) : resolve(dir, out);
  if (out === undefined) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeParts(file, recordParts(plane, id)).catch((error: unknown) => {
    if (error instanceof ProblemError) throw error;
    const message = `The record cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    const remedy = 'Name another file: --out FILE';
    throw new ProblemError('refused', [{ code: 'out-not-writable', message, remedy, path: file }]);
  });
  return {
    exit: EXIT.good,
    text: `written: ${file}`,
    data: { file },
    next: [{ command: `plimsoll verify --bundle ${file}`, why: 'anybody can check it, without this control plane' }],
  };
}

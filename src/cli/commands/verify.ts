import { join } from 'node:path';
import { ProblemError } from '../../api/problem.ts';
import { verifyJournal } from '../../verify/verify-journal.ts';
import { verifyRecord } from '../../verify/verify-record.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import type { Outcome } from '../outcome.ts';

/** Recomputes the chain of a journal or of an exported record. Needs no control plane, and disturbs none. */
export async function verify(
  doing: Doing,
  options: { readonly data?: string; readonly record?: string },
): Promise<Outcome> {
  const what = options.record ?? join(options.data ?? doing.invocation.dataDir, 'journal');
  const found = await (options.record === undefined ? verifyJournal(what) : verifyRecord(what)).catch(
    (error: unknown) => {
      throw unreadable(what, error);
    },
  );
  switch (found.kind) {
    case 'ok':
      return { exit: EXIT.good, text: `sound: ${found.head.seq} entries, head ${found.head.hash}`, data: found };
    case 'altered':
      return broken(EXIT.altered, 'record-altered', `altered at ${found.seq}: ${found.why}`, found);
    case 'incomplete':
      return broken(EXIT.incomplete, 'record-incomplete', `incomplete after ${found.seq}: ${found.why}`, found);
  }
}

function broken(exit: number, code: string, message: string, data: unknown): Outcome {
  const remedy = 'Keep it as it is, find out who changed it, and restore a copy that verifies';
  return { exit, text: '', data, errors: [{ code, message, remedy }] };
}

function unreadable(what: string, error: unknown): ProblemError {
  const detail = error instanceof Error ? error.message : String(error);
  return new ProblemError('usage', [
    {
      code: 'record-missing',
      message: `${what} cannot be read: ${detail}`,
      remedy: 'Name it: --data DIR or --record FILE',
    },
  ]);
}

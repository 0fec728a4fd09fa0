import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { ProblemError } from '../api/problem.ts';
import { systemClock } from '../engine/system-clock.ts';
import { openSqliteJournal } from '../journal/sqlite/open.ts';
import { JournalUnavailable } from '../ports/journal.ts';
import { ControlPlaneRecord } from '../server/record.ts';
import { layOut } from './layout.ts';

/** Whom the control plane of a state folder trusts, read while none runs. */
export const trustOn = (
  dataDir: string,
): Promise<{ readonly controlPlaneId: string; readonly persons: readonly string[] }> =>
  onRecord(dataDir, async (record) => ({
    controlPlaneId: record.controlPlaneId,
    persons: (record.trust?.persons ?? []).map(({ name }) => name),
  }));

/**
 * Forgets the trust list of a state folder and gives its control plane a new name, which is returned: statements signed for the old
 * name count nowhere. What was approved and not used is void from the next start on.
 */
export const resetTrust = (dataDir: string, reason: string): Promise<string> =>
  onRecord(dataDir, async (record) => {
    const controlPlaneId = `cp_${randomBytes(16).toString('hex')}`;
    const account = { kind: 'local', name: `os/${userInfo().uid}` } as const;
    const previous = record.controlPlaneId;
    await record.say(
      { type: 'ControlPlaneReset', controlPlaneId, previous, reason },
      { principal: account, proof: 'os-account' },
    );
    return controlPlaneId;
  });

async function onRecord<T>(dataDir: string, use: (record: ControlPlaneRecord) => Promise<T>): Promise<T> {
  const { journal: dir } = layOut(dataDir);
  if (!existsSync(dir)) {
    throw new ProblemError('refused', [
      {
        code: 'no-control-plane',
        message: 'No control plane ever ran here, so nobody is enrolled',
        remedy: 'Enrol the first approver: plimsoll approver add --key --name NAME',
        path: dir,
      },
    ]);
  }
  const journal = await openSqliteJournal({ dir, onFollowerFailure: () => undefined }).catch((error: unknown) => {
    if (!(error instanceof JournalUnavailable)) throw error;
    const remedy = 'See who uses it: plimsoll status; or what is wrong: plimsoll verify';
    throw new ProblemError('unavailable', [
      { code: `journal-${error.code}`, message: error.message, remedy, path: dir },
    ]);
  });
  try {
    return await use(await ControlPlaneRecord.read(journal, systemClock));
  } finally {
    await journal.close();
  }
}

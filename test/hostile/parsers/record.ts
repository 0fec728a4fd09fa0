import { exportRecord } from '../../../src/journal/export.ts';
import { MemoryJournal } from '../../../src/journal/memory/memory-journal.ts';

const journal = new MemoryJournal();
const ENTRY = {
  type: 'ControlPlaneStarted',
  schema: 1,
  body: { version: '0.1.0', list: [1, 2.5, null, true, 'text \u00e9'] },
};
for (let seq = 0; seq < 5; seq += 1) {
  await journal.append({
    ...{
      at: 1_764_158_400_000 + seq,
      steady: seq,
      epoch: 1,
      principal: { kind: 'system', name: 'engine' },
      proof: 'none',
    },
    requestId: `request-${seq}`,
    writes: [{ stream: 'control-plane', expectedVersion: seq, entries: [ENTRY] }],
  } as never);
}
const entries = await journal.readAll(0, 100);

/** A short record that verifies. */
export const recordText = (): string => exportRecord(entries);

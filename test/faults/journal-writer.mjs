/*
 * A process that appends to a journal, as it is built, until something stops it, for the fault tests. Each line on stdout is printed after what it
 * says was acknowledged: `holding <pid>`, `appended <request id> <seq>`, or `refused <code> <message>`.
 *
 *   node journal-writer.mjs DIR RUN COUNT [SIZE]
 */
import { writeSync } from 'node:fs';
import { openSqliteJournal } from '../../dist/journal/sqlite/open.js';
import { JournalUnavailable } from '../../dist/ports/journal.js';

const [dir = '', run = '', count = '0', size = '10'] = process.argv.slice(2);

// Straight to the descriptor: a line that waits in this process when it is killed would be an acknowledgement that nobody got.
const say = (line) => writeSync(1, `${line}\n`);

function sayRefusal(error) {
  if (!(error instanceof JournalUnavailable)) throw error;
  say(`refused ${error.code} ${error.message}`);
}

async function main() {
  const journal = await openSqliteJournal({ dir, reserveBytes: 0 });
  say(`holding ${process.pid}`);
  for (let turn = 1; turn <= Number(count); turn += 1) {
    const requestId = `${run}/${turn}`;
    // The last but one is too large where the test limits files: the last one would fit again.
    const body = 'x'.repeat(turn === Number(count) - 1 ? Number(size) : 10);
    const writes = [
      {
        stream: 'decisions',
        expectedVersion: 'any',
        entries: [{ type: 'Decided', schema: 1, body: requestId }],
      },
      { stream: `run-${run}`, expectedVersion: turn - 1, entries: [{ type: 'Filled', schema: 1, body }] },
    ];
    const principal = { kind: 'system', name: 'engine' };
    try {
      const { entries } = await journal.append({
        ...{ writes, requestId, spendNonce: requestId, epoch: 1, at: turn, steady: turn, principal, proof: 'none' },
      });
      say(`appended ${requestId} ${entries[0]?.seq}`);
    } catch (error) {
      sayRefusal(error);
    }
  }
  // Held until the parent closes stdin or kills.
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once('end', resolve));
  await journal.close();
}

await main().catch(sayRefusal);

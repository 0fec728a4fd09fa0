import { journalConformance } from '../../testing/conformance/journal.ts';
import { workspace } from '../../testing/conformance/workspace.ts';
import { openSqliteJournal } from './open.ts';

const space = workspace();

let made = 0;

journalConformance('SQLite', async () => {
  made += 1;
  return openSqliteJournal({ dir: await space.path(`journal-${made}`), reserveBytes: 0 });
});

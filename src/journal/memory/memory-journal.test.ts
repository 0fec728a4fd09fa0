import { journalConformance } from '../../testing/conformance/journal.ts';
import { MemoryJournal } from './memory-journal.ts';

journalConformance('in memory', async () => new MemoryJournal());

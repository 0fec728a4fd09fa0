import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asideOf, syncFolder } from '../drivers/shared/atomic-file.ts';
import type { Entry, Journal } from '../ports/journal.ts';
import { GENESIS, type Tip } from './chain.ts';
import { entryLine, headLine } from './entry-text.ts';

const PAGE = 1_000;
const FLUSH_CHARACTERS = 1_000_000;

/** All entries of a journal after a position, from the first on by default, a page at a time. */
export async function* everyEntry(journal: Journal, from = 0): AsyncGenerator<Entry> {
  let after = from;
  for (;;) {
    const page = await journal.readAll(after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

/** The record of a whole journal as text: an entry to a line, and a last line that says where it ends. */
export function exportRecord(entries: Iterable<Entry>): string {
  let text = '';
  let head = GENESIS;
  for (const entry of entries) {
    text += `${entryLine(entry)}\n`;
    head = entry;
  }
  return `${text}${headLine(head)}\n`;
}

/** Writes the record to a file: aside, synced, then renamed, so that nobody ever finds half of it. Returns its head. */
export async function writeRecord(file: string, entries: Iterable<Entry> | AsyncIterable<Entry>): Promise<Tip> {
  const aside = asideOf(file);
  try {
    const head = await writeAside(aside, entries);
    await rename(aside, file);
    await syncFolder(dirname(file));
    return head;
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function writeAside(aside: string, entries: Iterable<Entry> | AsyncIterable<Entry>): Promise<Tip> {
  const handle = await open(aside, 'wx', 0o600);
  try {
    const head = await writeLines(handle, entries);
    await handle.sync();
    return head;
  } finally {
    await handle.close();
  }
}

async function writeLines(handle: FileHandle, entries: Iterable<Entry> | AsyncIterable<Entry>): Promise<Tip> {
  let head: Tip = GENESIS;
  let waiting = '';
  for await (const entry of entries) {
    waiting += `${entryLine(entry)}\n`;
    head = { seq: entry.seq, hash: entry.hash };
    if (waiting.length < FLUSH_CHARACTERS) continue;
    await handle.appendFile(waiting);
    waiting = '';
  }
  await handle.appendFile(`${waiting}${headLine(head)}\n`);
  return head;
}

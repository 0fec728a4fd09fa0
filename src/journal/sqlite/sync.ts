import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes the names in a folder durable, now: the journal opens step by step and each step rests on the one before. */
export function syncFolderNow(folder: string): void {
  syncNow(folder, 'r');
}

/** Makes the content of a file durable. Never for an open database: closing it would drop SQLite's lock. */
export function syncFileNow(file: string): void {
  syncNow(file, 'r+');
}

function syncNow(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { ProposedFile } from './proposal.ts';
import { unifiedDiff } from './unified-diff.ts';

/** A proposed file beside what is there. */
export interface ComparedFile {
  readonly path: string;
  /** As people in the folder write it. */
  readonly shown: string;
  /** `new` and `added-to` take nothing away from anybody; `differs` would. */
  readonly state: 'new' | 'added-to' | 'same' | 'differs';
  /** The whole text as it would be. */
  readonly text: string;
  readonly diff: string;
}

/** Compares what is proposed with what is on the disk. */
export async function compare(dir: string, file: ProposedFile): Promise<ComparedFile> {
  const before = await textOf(file.path);
  const shown = relative(dir, file.path);
  const text = file.what === 'whole' ? file.text : withLine(before ?? '', file.text);
  const diff = unifiedDiff(shown, before, text);
  const state = before === null ? 'new' : before === text ? 'same' : file.what === 'line' ? 'added-to' : 'differs';
  return { path: file.path, shown, state, text, diff };
}

/** The text with this line in it: unchanged where it, or the same without slashes, stands there. */
export function withLine(text: string, line: string): string {
  const bare = (one: string): string => one.trim().replace(/^\/|\/$/g, '');
  if (text.split('\n').some((one) => bare(one) === bare(line))) return text;
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

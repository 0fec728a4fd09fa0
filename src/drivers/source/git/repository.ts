import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LARGEST_PLAN_FILE, looksLikePlanFile } from '../../../core/plan/plan-file.ts';
import { lasting } from '../../shared/driver-failure.ts';
import { printable } from '../../shared/printable.ts';
import { git } from './git-command.ts';

/** The control plane's own folder is never part of the source, whether git ignores it or not. */
export const STATE_FOLDER = '.plimsoll';

/** Everything in the repository but our own folders, for git's path arguments. */
export const SOURCE_PATHS = ['--', ':/', `:(top,exclude,glob)**/${STATE_FOLDER}/**`];

/** Where a folder lies in its repository. */
export interface Place {
  readonly root: string;
  readonly gitDir: string;
  /** From the root to the folder: `` or `services/checkout/`. */
  readonly prefix: string;
}

/** Finds the repository of a folder. */
export async function placeOf(dir: string): Promise<Place> {
  const asked = ['--show-toplevel', '--absolute-git-dir', '--show-prefix'];
  const { output } = await git(dir, ['rev-parse', ...asked]);
  const [root, gitDir, prefix] = output.split('\n');
  if (!root || !gitDir || prefix === undefined) throw lasting(`${dir} is in a git repository without a work tree`);
  return { root, gitDir, prefix };
}

/** The full id of the commit that a reference means, or undefined when it means none. */
export async function commitOf(dir: string, reference: string): Promise<string | undefined> {
  if (reference === '' || reference.startsWith('-') || reference.includes('\0')) return undefined;
  const asked = ['rev-parse', '--quiet', '--verify', '--end-of-options', `${reference}^{commit}`];
  const { exitCode, output } = await git(dir, asked, { answers: [0, 1, 128] });
  const commit = output.trim();
  if (exitCode === 0 && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
  // 128 says both "no such commit" and "no repository"; the second is not an answer.
  await placeOf(dir);
  return undefined;
}

/** The full id of a commit that must be there. */
export async function commitOrRefuse(dir: string, reference: string): Promise<string> {
  const commit = await commitOf(dir, reference);
  if (commit !== undefined) return commit;
  if (reference === 'HEAD') throw lasting(`the git repository of ${dir} has no commit yet: commit first`);
  throw lasting(`there is no commit ${printable(JSON.stringify(reference))} in the git repository of ${dir}`);
}

/** Paths that differ from the last commit, and new ones that git does not ignore; plans that we wrote down are no source. */
export async function dirtyPaths(dir: string): Promise<readonly string[]> {
  const { output } = await git(dir, [
    'status',
    '--porcelain=v1',
    '-z',
    '--untracked-files=all',
    '--no-renames',
    ...SOURCE_PATHS,
  ]);
  const lines = output.split('\0').filter((line) => line !== '');
  const isNew = (line: string): boolean => line.startsWith('?? ');
  const { root } = lines.some(isNew) ? await placeOf(dir) : { root: dir };
  const isSource = await Promise.all(lines.map(async (line) => !(isNew(line) && (await isPlan(root, line.slice(3))))));
  return lines
    .filter((_, index) => isSource[index])
    .map((line) => line.slice(3))
    .sort();
}

// What `plimsoll plan --out plan.json` leaves in the work tree must not be what stops `plimsoll deploy --plan plan.json`.
async function isPlan(root: string, path: string): Promise<boolean> {
  if (!path.endsWith('.json')) return false;
  try {
    const file = join(root, path);
    const facts = await lstat(file);
    if (!facts.isFile() || facts.size > LARGEST_PLAN_FILE) return false;
    return looksLikePlanFile(await readFile(file, 'utf8'));
  } catch {
    // What cannot be read is told by its path, as every other change.
    return false;
  }
}

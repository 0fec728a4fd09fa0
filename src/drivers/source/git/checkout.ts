import { constants, copyFile, lstat, mkdir, mkdtemp, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EffectContext } from '../../../ports/driver-error.ts';
import type { SourceRepository } from '../../../ports/source-repository.ts';
import { isInside } from '../../shared/contained-path.ts';
import { lasting, stopWhenAborted, systemCode } from '../../shared/driver-failure.ts';
import { digestOfBytes, hexOf } from '../../shared/hash-file.ts';
import { git } from './git-command.ts';
import { commitOrRefuse, type Place, placeOf, SOURCE_PATHS } from './repository.ts';

type Request = Parameters<SourceRepository['checkout']>[0];

/**
 * Puts the whole tree of the repository into a folder of its own and gives back the unit's folder in it: builds may reach for
 * what lies beside the unit. The user's work tree, index and branches are only read.
 */
export async function checkout(request: Request, effect: EffectContext): Promise<string> {
  stopWhenAborted(effect.signal, effect.id);
  const place = await placeOf(request.dir);
  const commit = await commitOrRefuse(request.dir, request.commit);
  // By effect: a repeated one finds its own tree, also after builds and checks have written into it.
  const tree = join(request.outDir, `${commit.slice(0, 12)}-${hexOf(digestOfBytes(effect.id)).slice(0, 12)}`);
  if (!(await isThere(tree))) {
    await mkdir(request.outDir, { recursive: true, mode: 0o700 });
    const aside = await mkdtemp(join(request.outDir, '.checkout-'));
    try {
      if (request.dirty) await copyWorkTree(place, join(aside, 'tree'), effect.signal);
      else await exportCommit(place, commit, aside, effect.signal);
      await rename(join(aside, 'tree'), tree);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }
  const folder = join(tree, place.prefix);
  if (!(await isThere(folder))) throw lasting(`commit ${commit.slice(0, 12)} has no folder ${place.prefix}`);
  return folder.replace(/\/$/, '');
}

/** Writes a commit's files with an index of its own, as git itself would: modes, links and line ends included. */
async function exportCommit(place: Place, commit: string, aside: string, signal: AbortSignal): Promise<void> {
  await refuseSubmodules(
    place,
    ['ls-tree', '-r', '-z', commit, '--', place.prefix === '' ? '.' : place.prefix],
    signal,
  );
  await mkdir(join(aside, 'tree'));
  const env = { GIT_DIR: place.gitDir, GIT_WORK_TREE: join(aside, 'tree'), GIT_INDEX_FILE: join(aside, 'index') };
  await git(join(aside, 'tree'), ['read-tree', '--reset', '-u', commit], { env, signal });
}

/** Copies tracked and new files as they are now; ignored ones stay behind. */
async function copyWorkTree(place: Place, to: string, signal: AbortSignal): Promise<void> {
  await refuseSubmodules(place, ['ls-files', '--stage', '-z', '--', place.prefix === '' ? '.' : place.prefix], signal);
  const asked = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ...SOURCE_PATHS];
  const { output } = await git(place.root, asked, { signal });
  await mkdir(to);
  for (const name of new Set(output.split('\0').filter((one) => one !== ''))) {
    stopWhenAborted(signal, 'copying the work tree');
    if (isInside(to, join(to, name))) await copyOne(join(place.root, name), join(to, name));
  }
}

async function copyOne(from: string, to: string): Promise<void> {
  const found = await lstat(from).catch((error: unknown) => {
    // Deleted in the work tree and not yet committed: gone is how it is now.
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw error;
  });
  if (found === undefined || !(found.isFile() || found.isSymbolicLink())) return;
  await mkdir(dirname(to), { recursive: true });
  if (found.isSymbolicLink()) await symlink(await readlink(from), to);
  else await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
}

// A submodule's files are not in this repository. Without them a build could pass and ship something else than was meant.
async function refuseSubmodules(place: Place, asked: readonly string[], signal: AbortSignal): Promise<void> {
  const { output } = await git(place.root, asked, { signal });
  const submodule = output.split('\0').find((line) => line.startsWith('160000 '));
  if (submodule === undefined) return;
  throw lasting(`${JSON.stringify(submodule.split('\t')[1] ?? '')} is a git submodule; submodules are not checked out`);
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The git repository around a folder. */
export interface Repository {
  readonly root: string;
  /** From the root to the folder: `` or `services/checkout/`. */
  readonly prefix: string;
  /** Null before the first commit. */
  readonly head: string | null;
  /** Where `origin` lies, such as `github.com`; null without one, or when it is a folder. */
  readonly remoteHost: string | null;
  /** What differs from the last commit, the state folder apart. */
  readonly dirtyPaths: readonly string[];
}

/** What git says of a folder: its repository, none, or that git itself is not there. */
export type GitLook =
  | { readonly kind: 'repository'; readonly repository: Repository }
  | { readonly kind: 'none' }
  | { readonly kind: 'no-git' };

const run = promisify(execFile);

// What a repository has set must not run programs just because somebody looks at it.
const QUIETLY = ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false', '-c', 'color.ui=false'];
const OURS = ['--', '.', ':(exclude,glob)**/.plimsoll/**'];

/** Looks at the git repository of a folder and changes nothing in it. */
export async function lookAtGit(dir: string): Promise<GitLook> {
  try {
    const place = await git(dir, 'rev-parse', '--show-toplevel', '--show-prefix');
    const [root = '', prefix = ''] = place.split('\n');
    const [head, remote, status] = await Promise.all([
      git(dir, 'rev-parse', '--verify', '--quiet', 'HEAD').catch(nothing),
      git(dir, 'remote', 'get-url', 'origin').catch(nothing),
      git(dir, 'status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', ...OURS),
    ]);
    const repository = {
      ...{ root, prefix },
      head: head.trim() === '' ? null : head.trim(),
      remoteHost: hostOf(remote.trim()),
      dirtyPaths: status
        .split('\0')
        .filter((line) => line !== '')
        .map((line) => line.slice(3)),
    };
    return { kind: 'repository', repository };
  } catch (error) {
    return { kind: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no-git' : 'none' };
  }
}

/** The host of a remote: `git@github.com:acme/shop.git` and `https://github.com/acme/shop` are both `github.com`. */
export function hostOf(remote: string): string | null {
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/:]+)/i.exec(remote)?.[1];
  const short = /^(?:[^@/\s]+@)?([A-Za-z0-9.-]+\.[A-Za-z0-9-]+):(?!\/\/)/.exec(remote)?.[1];
  const host = url ?? short;
  return host === undefined ? null : host.toLowerCase();
}

async function git(dir: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  const { stdout } = await run('git', [...QUIETLY, '-C', dir, ...args], { env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

const nothing = (): string => '';

/** Whether git ignores a folder that may not be there yet; null when it lies in no repository, or outside of this one. */
export async function isIgnored(dir: string, folder: string): Promise<boolean | null> {
  try {
    await git(dir, 'check-ignore', '--quiet', `${folder}/`);
    return true;
  } catch (error) {
    // 1: not ignored. Anything else: the question makes no sense here.
    return (error as { readonly code?: unknown }).code === 1 ? false : null;
  }
}

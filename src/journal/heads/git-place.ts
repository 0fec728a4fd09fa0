import { mkdir } from 'node:fs/promises';
import { listedEnvironment } from '../../drivers/shared/listed-environment.ts';
import { printable } from '../../drivers/shared/printable.ts';
import { type HeadPlace, missingAt } from './head-place.ts';

const WITHIN = 60_000;
/** Somebody else may push at the same moment. */
const TRIES = 3;
const AUTHOR = {
  GIT_AUTHOR_NAME: 'plimsoll',
  GIT_AUTHOR_EMAIL: 'plimsoll@localhost',
  GIT_COMMITTER_NAME: 'plimsoll',
  GIT_COMMITTER_EMAIL: 'plimsoll@localhost',
};

/** How a branch of a git repository holds heads: a file for each control plane, and a commit for each time it grew. */
export interface GitPlaceParts {
  readonly remote: string;
  readonly branch: string;
  /** The name of the file, which is the id of the control plane. */
  readonly controlPlaneId: string;
  /** Our own bare copy of the branch, made when missing. */
  readonly copy: string;
}

/** A branch of a git remote. It is only ever pushed forward: a remote that has another history is an alarm, and stays as it is. */
export function gitPlace({ remote, branch, controlPlaneId, copy }: GitPlaceParts): HeadPlace {
  const name = `${remote}#${branch}`;
  const file = `${controlPlaneId}.heads`;
  return {
    name,
    bring: async (notes, signal) => {
      await mkdir(copy, { recursive: true, mode: 0o700 });
      const git = gitIn(copy, signal);
      await git(['init', '--bare', '--quiet', '.']);
      for (let attempt = 1; ; attempt += 1) {
        const tip = await fetched(git, remote, branch);
        const text = tip === undefined ? '' : await textOf(git, tip, file);
        const missing = missingAt(name, text, notes);
        if (missing.length === 0) return;
        const commit = await committed(git, tip, file, `${text}${missing.join('')}`, missing.length);
        const pushed = await git(['push', '--quiet', '--', remote, `${commit}:refs/heads/${branch}`], '', [0, 1]);
        if (pushed.exitCode === 0) return;
        if (attempt === TRIES) throw new Error(`${name} did not take the heads: ${pushed.complaint}`);
      }
    },
  };
}

type Git = (
  args: readonly string[],
  input?: string,
  answers?: readonly number[],
) => Promise<{ readonly exitCode: number; readonly output: string; readonly complaint: string }>;

async function fetched(git: Git, remote: string, branch: string): Promise<string | undefined> {
  const { output } = await git(['ls-remote', '--', remote, `refs/heads/${branch}`]);
  if (output.trim() === '') return undefined;
  await git(['fetch', '--quiet', '--no-tags', '--', remote, `+refs/heads/${branch}:refs/heads/there`]);
  return (await git(['rev-parse', '--verify', 'refs/heads/there^{commit}'])).output.trim();
}

async function textOf(git: Git, tip: string, file: string): Promise<string> {
  const { exitCode } = await git(['cat-file', '-e', `${tip}:${file}`], '', [0, 1, 128]);
  return exitCode === 0 ? (await git(['cat-file', 'blob', `${tip}:${file}`])).output : '';
}

/** A commit on the tip that changes this one file. */
async function committed(git: Git, tip: string | undefined, file: string, text: string, more: number): Promise<string> {
  const blob = (await git(['hash-object', '-w', '--stdin'], text)).output.trim();
  const others = tip === undefined ? '' : (await git(['ls-tree', '-z', tip])).output;
  const kept = others.split('\0').filter((line) => line !== '' && !line.endsWith(`\t${file}`));
  const listing = [...kept, `100644 blob ${blob}\t${file}`].map((line) => `${line}\0`).join('');
  const tree = (await git(['mktree', '-z'], listing)).output.trim();
  const parents = tip === undefined ? [] : ['-p', tip];
  return (await git(['commit-tree', tree, ...parents, '-m', `${more} signed journal heads`])).output.trim();
}

function gitIn(copy: string, signal: AbortSignal): Git {
  return async (args, input = '', answers = [0]) => {
    const { execa } = await import('execa');
    const done = await execa('git', ['--no-pager', '-c', 'core.hooksPath=/dev/null', '-c', 'gc.auto=0', ...args], {
      cwd: copy,
      // Nothing is ever asked of a person here; the agent that holds the key of a remote is reached by its socket.
      env: listedEnvironment({ GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...AUTHOR }, [
        'SSH_AUTH_SOCK',
        'GIT_SSH_COMMAND',
      ]),
      extendEnv: false,
      reject: false,
      input,
      timeout: WITHIN,
      cancelSignal: signal,
      stripFinalNewline: false,
    });
    if (done.exitCode !== undefined && answers.includes(done.exitCode)) {
      return { exitCode: done.exitCode, output: done.stdout, complaint: firstLine(done.stderr) };
    }
    const why = done.timedOut ? 'did not answer in time' : firstLine(done.stderr ?? '') || 'could not be run';
    throw new Error(`git ${args[0]}: ${why}`);
  };
}

const firstLine = (text: string): string => printable(text.trim().split('\n')[0] ?? '');

import { stat } from 'node:fs/promises';
import { DriverError } from '../../../ports/driver-error.ts';
import { lasting, stopWhenAborted, systemCode } from '../../shared/driver-failure.ts';
import { listedEnvironment } from '../../shared/listed-environment.ts';
import { printable } from '../../shared/printable.ts';

/** What git answered. */
export interface GitAnswer {
  readonly exitCode: number;
  readonly output: string;
  readonly complaint: string;
}

/** How git is asked. */
export interface GitOptions {
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
  /** Codes that are answers; any other rejects. */
  readonly answers?: readonly number[];
}

const WITHIN = 120_000;

// What the repository or the account may have set must not run programs, show colours, or change what is read or written.
const SETTINGS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.autocrlf=false',
  'core.sparseCheckout=false',
  'core.quotePath=false',
  'submodule.recurse=false',
  'status.relativePaths=false',
  'log.showSignature=false',
  'log.mailmap=true',
  'color.ui=false',
].flatMap((setting) => ['-c', setting]);

/** Asks git in a folder. Arguments are an array and never meet a shell; nothing that a user wrote may begin with `-`. */
export async function git(dir: string, args: readonly string[], options: GitOptions = {}): Promise<GitAnswer> {
  // Loaded when git is first asked: a control plane that comes back has to decide before it has to ask git.
  const { execa } = await import('execa');
  await checkFolder(dir);
  const done = await execa('git', ['--no-pager', ...SETTINGS, ...args], {
    cwd: dir,
    // No lock is taken and no index refreshed just because we look; nothing is ever asked of a person.
    env: listedEnvironment({ GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...options.env }),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: WITHIN,
    stripFinalNewline: false,
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
  if (options.signal !== undefined) stopWhenAborted(options.signal, `git ${args[0]}`);
  if (systemCode(done) === 'ENOENT' || systemCode(done.cause) === 'ENOENT') {
    throw lasting('git was not found: install git, or put it on the PATH of the control plane', done);
  }
  if (done.exitCode === undefined) {
    const why = done.timedOut ? 'did not answer in time' : `was ended by ${done.signal ?? 'an error'}`;
    throw new DriverError(`git ${args[0]} ${why}`, { retryable: true, cause: done });
  }
  const answer = { exitCode: done.exitCode, output: done.stdout, complaint: done.stderr };
  if (!(options.answers ?? [0]).includes(answer.exitCode)) throw refusalOf(dir, args, answer);
  return answer;
}

async function checkFolder(dir: string): Promise<void> {
  // Starting a program in a folder that is not there fails just like a program that is not there.
  const found = await stat(dir).catch(() => undefined);
  if (found === undefined || !found.isDirectory()) throw lasting(`there is no folder ${dir}`);
}

function refusalOf(dir: string, args: readonly string[], { exitCode, complaint }: GitAnswer): DriverError {
  const said = printable(complaint.trim().split('\n')[0] ?? '');
  if (/not a git repository/.test(complaint)) {
    return lasting(`${dir} is not in a git repository: run git init there and commit, or go to one`);
  }
  if (/dubious ownership/.test(complaint)) {
    return lasting(`${dir} belongs to another account: run git config --global --add safe.directory ${dir}`);
  }
  return lasting(`git ${args[0]} ended with exit code ${exitCode}: ${said}`);
}

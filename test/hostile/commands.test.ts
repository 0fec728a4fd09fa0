import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seconds } from '../../src/core/kernel/duration.ts';
import { commandMetrics } from '../../src/drivers/metrics/command/index.ts';
import { runShell } from '../../src/drivers/shared/shell-command.ts';
import { gitRepository } from '../../src/drivers/source/git/index.ts';
import { DriverError } from '../../src/ports/driver-error.ts';

const run = promisify(execFile);
const { signal } = new AbortController();
const PATH = process.env.PATH ?? '';

let root: string;
let repository: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'plimsoll-argv-'));
  repository = join(root, 'repo');
  await mkdir(repository);
  await plainGit('init', '--quiet', '--initial-branch=main');
});
afterEach(async () => {
  process.env.PATH = PATH;
  await rm(root, { recursive: true });
});

const plainGit = async (...args: readonly string[]): Promise<string> =>
  (
    await run('git', ['-c', 'user.name=Ada', '-c', 'user.email=a@test', '-c', 'commit.gpgsign=false', ...args], {
      cwd: repository,
    })
  ).stdout;

/** What each text would do if anything took it for more than a text: leave this file. */
const trap = () => join(root, 'trapped');
const hostile = (file = trap()): readonly string[] => {
  const act = `touch ${file}`;
  return [
    ...[`$(${act})`, `\`${act}\``, `; ${act};`, `| ${act}`, `&& ${act}`, `\n${act}\n`, `"; ${act}; "`, `'; ${act}; '`],
    ...[
      `--upload-pack=${act}`,
      `--exec=${act}`,
      `-c core.pager=${act}`,
      `--output=${file}`,
      `-o${file}`,
      '--help',
      '-',
    ],
    ...[
      `ext::sh -c "${act}"`,
      `!${act}`,
      `%x24(${act})`,
      '\u001b]0;owned\u0007',
      '\u202e\u200b',
      '%00',
      "'",
      '"',
      '\\',
      '*',
      '~',
      '$HOME',
    ],
  ];
};

/** Puts a git in front of the real one that writes down what it is asked, one argument a line, quoted. */
async function recorder(): Promise<() => Promise<readonly (readonly string[])[]>> {
  const log = join(root, 'argv');
  const bin = join(root, 'bin');
  const real = (await run('sh', ['-c', 'command -v git'])).stdout.trim();
  await mkdir(bin);
  await writeFile(
    join(bin, 'git'),
    `#!/bin/sh\nprintf '%s\\0' "$@" >> '${log}'\nprintf '\\1\\0' >> '${log}'\nexec '${real}' "$@"\n`,
  );
  await chmod(join(bin, 'git'), 0o755);
  process.env.PATH = `${bin}:${PATH}`;
  return async () => {
    const words = (await readFile(log, 'utf8')).split('\0');
    const calls: string[][] = [[]];
    for (const word of words) {
      if (word === '\u0001') calls.push([]);
      else calls.at(-1)?.push(word);
    }
    return calls.filter((call) => call.length > 1);
  };
}

const endOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof DriverError) return error.message;
    throw error;
  }
};

async function commit(subject: string, author = 'Ada'): Promise<string> {
  await plainGit('add', '--all');
  await plainGit(
    'commit',
    '--quiet',
    '--allow-empty',
    '--cleanup=verbatim',
    `--author=${author} <a@test>`,
    `--message=${subject}`,
  );
  return (await plainGit('rev-parse', 'HEAD')).trim();
}

describe('git', () => {
  it('takes no reference for an option or a command, and every call ends its options before what a user wrote', async () => {
    await writeFile(join(repository, 'a.txt'), 'a');
    await commit('Begin');
    const calls = await recorder();
    const texts = hostile();

    for (const text of texts) {
      expect(await endOf(gitRepository().revision(repository, text)), text).toMatch(/there is no commit|has no commit/);
      await gitRepository().ancestry(repository, text, 'HEAD');
      expect(await endOf(gitRepository().commitsBetween(repository, text, text))).toMatch(/there is no commit/);
    }

    const seen = (await calls()).filter((call) =>
      call.some((word) => texts.some((text) => text.length > 2 && word.startsWith(text))),
    );
    expect(seen.length).toBeGreaterThan(20);
    for (const call of seen) {
      const at = call.findIndex((word) => texts.some((text) => text.length > 2 && word.startsWith(text)));
      const closed = call.findIndex((word) => word === '--end-of-options' || word === '--');
      expect(closed, call.join(' ')).toBeGreaterThan(-1);
      expect(closed).toBeLessThan(at);
      expect(call[at]?.startsWith('-')).toBe(false);
    }
    expect(await readdir(root)).not.toContain('trapped');
    // The twin: what is a commit is found.
    expect((await gitRepository().revision(repository, 'HEAD')).commit).toMatch(/^[0-9a-f]{40}$/);
  });

  it('names files, branches, tags and subjects in the user’s words, and does nothing that they say', async () => {
    const first = await commit('Begin');
    const names = hostile('trapped');
    for (const name of names) {
      const file = join(repository, 'files', `${name}.txt`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, name);
      await commit(`Subject ${name}`, `A ${name.replaceAll(/[<>\n]/g, '')} B`);
    }
    for (const branch of ['$(touch trapped)', ';touch-trapped', '`id`', 'a&b', '"quoted"', '-dash']) {
      await plainGit('update-ref', `refs/heads/${branch.replaceAll(' ', '_')}`, 'HEAD');
      await plainGit('update-ref', `refs/tags/v1${branch.replaceAll(' ', '_')}`, 'HEAD');
    }
    await writeFile(join(repository, 'files', '--dirty$(touch trapped)'), 'dirty');

    const revision = await gitRepository().revision(repository, 'HEAD');
    const commits = await gitRepository().commitsBetween(repository, first, 'HEAD');
    const request = { dir: repository, commit: 'HEAD', dirty: true, outDir: join(root, 'out') };
    const effect = { id: 'checkout/1', epoch: 1, signal } as never;
    const tree = await gitRepository().checkout(request, effect);

    expect(revision.version).toBe('0.0.0');
    expect(revision.dirtyPaths).toEqual(['files/--dirty$(touch trapped)']);
    expect(commits).toHaveLength(names.length);
    for (const { subject, author } of commits) expect(`${subject}${author}`).not.toMatch(/[\p{Cc}\u202e]/u);
    expect((await readdir(join(tree, 'files'))).length).toBe(names.length + 1);
    expect(await readdir(root)).not.toContain('trapped');
    expect(await readdir(repository)).not.toContain('trapped');
  });

  it('is asked in a listed environment: nothing of the account changes what it runs', async () => {
    await commit('Begin');
    const odd = {
      GIT_SSH_COMMAND: `touch ${trap()}`,
      GIT_EXTERNAL_DIFF: `touch ${trap()}`,
      GIT_DIR: '/nowhere',
      GIT_PAGER: `touch ${trap()}`,
    };
    Object.assign(process.env, odd);

    const { commit: found } = await gitRepository().revision(repository, 'HEAD');
    for (const name of Object.keys(odd)) delete process.env[name];

    expect(found).toMatch(/^[0-9a-f]{40}$/);
    expect(await readdir(root)).not.toContain('trapped');
  });
});

describe('a command of the user', () => {
  it('gets values as its environment, where a shell takes none of them for a command', async () => {
    for (const [index, value] of hostile()
      .filter((one) => !one.includes('\0'))
      .entries()) {
      const logFile = join(root, `log-${index}`);
      const outcome = await runShell(
        { run: 'printf "%s" "$VALUE"', cwd: root, env: { PATH, VALUE: value }, timeout: 120_000, logFile },
        signal,
      );

      expect(outcome.exitCode).toBe(0);
      expect(await readFile(logFile, 'utf8')).toBe(value);
    }
    expect(await readdir(root)).not.toContain('trapped');
  });

  it('that is a list is met by no shell: its words arrive as they are written', async () => {
    const words = hostile();
    const code = 'process.stderr.write(JSON.stringify(process.argv.slice(1))); process.exit(3)';
    const source = commandMetrics({
      ...{ name: 'argv', cwd: root, interval: 10 },
      spec: {
        type: 'command',
        run: [
          process.execPath,
          '-e',
          `require('node:fs').writeFileSync('argv.json', JSON.stringify(process.argv.slice(1)));${code}`,
          '--',
          ...words,
        ],
        timeout: seconds(20),
      },
    });

    await endOf(source.read(null, signal));

    expect(JSON.parse(await readFile(join(root, 'argv.json'), 'utf8'))).toEqual(words);
    expect(await readdir(root)).not.toContain('trapped');
  });
});

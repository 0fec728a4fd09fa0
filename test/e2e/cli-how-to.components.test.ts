import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stopSites } from '../../src/compose/stop-sites.ts';
import { atTerminal, type Step } from './world/at-terminal.ts';
import { blocksOf } from './world/how-to.ts';
import { build, MAIN_FILE } from './world/program.ts';
import { stillRunning } from './world/world.ts';

const PAGE = new URL('../../docs/how-to/first-deployment.md', import.meta.url);

let root: string;
let env: Record<string, string>;
beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-how-to-'));
  const bin = join(root, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'plimsoll'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN_FILE}' "$@"\n`);
  await chmod(join(bin, 'plimsoll'), 0o755);
  const author = { GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@localhost' };
  const committer = { GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@localhost' };
  const PATH = `${bin}:${process.env.PATH ?? ''}`;
  env = { PATH, XDG_CONFIG_HOME: join(root, 'config'), ...author, ...committer };
});

afterAll(async () => {
  await execa(process.execPath, [MAIN_FILE, 'down', '--force-leave', '-C', join(root, 'hello')], { reject: false });
  await stopSites(join(root, 'hello', '.plimsoll'), () => true).catch(() => []);
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

it('every command of the first deployment works as it is written, in its order', async () => {
  const blocks = blocksOf(await readFile(PAGE, 'utf8'));
  const dir = join(root, 'hello');
  let passphrase = '';
  let id = '';
  const signing: readonly Step[] = [['Passphrase of person:owner: ', () => `${passphrase}\r`]];
  const stepsFor = (command: string): readonly Step[] => {
    if (command.startsWith('plimsoll approve ')) return [['Type production', 'production\r'], ...signing];
    if (!command.startsWith('plimsoll approver')) return signing;
    const learn = (seen: string): string => {
      passphrase = /Write it down:\s+(\S[^\r\n]*)/.exec(seen)?.[1]?.trim() ?? '';
      return `${passphrase}\r`;
    };
    return [['Type it again: ', learn]];
  };

  expect(blocks.length).toBeGreaterThan(6);
  for (const [index, block] of blocks.entries()) {
    const text = block.text.replaceAll('dep_…', id);
    if (block.isForPerson) {
      const words = (text.trim().match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
      const said = await atTerminal({ dir, env }, words.slice(1), stepsFor(text));
      expect([text, said.exit, said.seen]).toEqual([text, 0, said.seen]);
      continue;
    }
    const script = block.exit === 0 ? `set -e\n${text}` : text;
    const ran = await execa('sh', ['-c', script], { cwd: index === 0 ? root : dir, env, reject: false, all: true });
    expect([text, ran.exitCode, ran.all]).toEqual([text, block.exit, ran.all]);
    id = /dep_[0-9A-Z]{26}/.exec(ran.stdout)?.[0] ?? id;
  }
  expect(id).not.toBe('');
});

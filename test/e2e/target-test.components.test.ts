import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, plimsoll } from './world/program.ts';

const PAGE = new URL('../../docs/how-to/command-target.md', import.meta.url);
const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];

let dir: string;
let command = '';

const configuration = () => `version: 1
unit: { name: site, tier: stateless }
artifacts: [{ name: pages, type: files, path: pages }]
metrics: { source: { type: command, run: [./metrics] } }
rollback: { error_rate: 2% }
checkpoints: { production_promotion: { approvers: [person:owner] } }
environments:
  staging:
    target: { type: command, run: [node, deploy.mjs], params: { root: ${JSON.stringify(join(dir, 'served'))} } }
    validate: { smoke: { run: "true" } }
  production:
    requires: staging
    target: { type: command, run: [node, deploy.mjs], params: { root: /nowhere } }
    rollout: { strategy: blue-green, validation_period: 1m }
`;

beforeAll(async () => {
  await build();
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-target-test-'));
  command = /^```js\n\/\/ deploy\.mjs\n([\s\S]*?)^```$/m.exec(await readFile(PAGE, 'utf8'))?.[1] ?? '';
  await mkdir(join(dir, 'pages'));
  await mkdir(join(dir, 'served'));
  await writeFile(join(dir, 'pages', 'index.html'), 'hello');
  await writeFile(join(dir, 'plimsoll.yaml'), configuration());
  await writeFile(join(dir, '.gitignore'), 'served\n');
  for (const words of [
    ['init', '--quiet'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'begin'],
  ]) {
    await execa('git', [...AUTHOR, '-C', dir, ...words]);
  }
});
afterAll(() => rm(dir, { recursive: true, force: true }));

interface Said {
  readonly kept: number;
  readonly broken: number;
  readonly rules: readonly { readonly rule: string; readonly outcome: string; readonly detail: string }[];
}

/** Tries a command, and says what came of it. */
async function tried(code: string): Promise<Said & { readonly exit: number; readonly errors: readonly string[] }> {
  await writeFile(join(dir, 'deploy.mjs'), code);
  const ran = await plimsoll(dir, 'target', 'test', '-e', 'staging', '-o', 'json');
  const { data, errors } = JSON.parse(ran.out) as { data: Said; errors: { code: string }[] };
  return { ...data, exit: ran.exit, errors: errors.map(({ code: of }) => of) };
}

describe('plimsoll target test', () => {
  it('finds every rule kept by the thirty lines of the how-to, and leaves nothing behind', async () => {
    const { exit, broken, rules } = await tried(command);

    expect(rules.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
    expect([exit, broken]).toEqual([0, 0]);
    expect(rules.filter(({ outcome }) => outcome === 'not-tried').map(({ rule }) => rule)).toEqual(['shift-share']);
    const left = await execa('ls', [join(dir, 'served')]);
    expect(left.stdout).toBe('');
  });

  it.each([
    ['says that it moved traffic and did not', 'serve(weight === 100', 'void (weight === 100', 'rule-shift-all'],
    ['answers what it was told, not what it sees', "seen('stable'),", 'null,', 'rule-settle'],
    ['prints more than its answer', 'verbs[verb]();', "verbs[verb](); console.log('done');", 'rule-observe'],
  ])('tells a command that %s', async (_, from, to, code) => {
    expect(command).toContain(from);

    const { exit, errors } = await tried(command.replace(from, to));

    expect(exit).toBe(14);
    expect(errors).toContain(code);
  });

  it('refuses an environment that releases are promoted to', async () => {
    const ran = await plimsoll(dir, 'target', 'test', '-e', 'production');

    expect(ran.exit).toBe(4);
    expect(ran.err).toContain('environment-in-use');
  });
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../src/cli/outcome.ts';
import { stopSites } from '../../src/compose/stop-sites.ts';
import { atTerminal, type Step } from './world/at-terminal.ts';
import { Counter } from './world/counter.ts';
import { build, MAIN_FILE } from './world/program.ts';
import { stillRunning } from './world/world.ts';

let root: string;
let dir: string;
let env: Record<string, string>;
/** As the terminal showed it, once, when the key was made. */
let passphrase = '';
let id = '';

beforeAll(async () => {
  await build();
  root = await mkdtemp(join(tmpdir(), 'plimsoll-approval-'));
  dir = join(root, 'counter');
  env = { XDG_CONFIG_HOME: join(root, 'config') };
  const counter = await Counter.create(dir);
  await counter.release('1.0.0');
  await forReal();
});

afterAll(async () => {
  await command('down', '--force-leave');
  await stopSites(join(dir, '.plimsoll'), () => true);
  const left = await stillRunning(root);
  await rm(root, { recursive: true, force: true });
  expect(left).toEqual([]);
});

/** Makes the counter's environments real ones, which no demo approver may answer for, and commits that. */
async function forReal(): Promise<void> {
  const file = join(dir, 'plimsoll.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll('demo: true', 'demo: false').replaceAll('person:demo', 'person:owner'));
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
  await execa('git', [...author, '-C', dir, 'commit', '--quiet', '--all', '--message', 'For real']);
}

/** Runs a command without a terminal and gives its document. */
async function command(...args: readonly string[]): Promise<Document> {
  return piped('', {}, ...args);
}

async function piped(input: string, more: Record<string, string>, ...args: readonly string[]): Promise<Document> {
  const ran = await execa(process.execPath, [MAIN_FILE, ...args, '-C', dir, '-o', 'json'], {
    env: { ...env, ...more },
    input,
    reject: false,
  });
  const document = JSON.parse(ran.stdout) as Document;
  expect(document.exit).toBe(ran.exitCode);
  return document;
}

const here = () => ({ dir, env });
const typed = (...steps: readonly Step[]): readonly Step[] => steps;
const wordOf = (seen: string): string => /Write it down:\s+(\S[^\r\n]*)/i.exec(seen)?.[1]?.trim() ?? '';

describe('before anybody is enrolled', () => {
  it('production is locked, and the refusal says how to unlock it', async () => {
    const refused = await command('deploy', '--no-wait');

    expect(refused.exit).toBe(4);
    expect(refused.errors[0]?.remedy).toContain('plimsoll approver add --key');
  });

  it('a key is made at a terminal only', async () => {
    const refused = await piped('a passphrase of six words or so\n', {}, 'approver', 'add', '--key', '--name', 'owner');

    expect(refused).toMatchObject({ exit: 12, errors: [{ code: 'no-terminal' }] });
  });

  it('a passphrase that is typed otherwise makes no key', async () => {
    const said = await atTerminal(
      here(),
      ['approver', 'add', '--key', '--name', 'owner'],
      typed(['Type it again: ', 'something else\r']),
    );

    expect(said.exit).toBe(12);
    expect(said.seen).toContain('error[passphrase-differs]');
    expect(await readdir(join(root, 'config', 'plimsoll', 'keys')).catch(() => [])).toEqual([]);
  });

  it('the first approver sees the passphrase once, types it again and is enrolled', async () => {
    const said = await atTerminal(
      here(),
      ['approver', 'add', '--key', '--name', 'owner'],
      typed([
        'Type it again: ',
        (seen) => {
          passphrase = wordOf(seen);
          return `${passphrase}\r`;
        },
      ]),
    );

    expect(said.exit).toBe(0);
    expect(said.seen).toContain('enrolled person:owner');
    expect(said.seen.split(passphrase)).toHaveLength(2);
    const [key = ''] = await readdir(join(root, 'config', 'plimsoll', 'keys'));
    expect(await readFile(join(root, 'config', 'plimsoll', 'keys', key), 'utf8')).not.toContain(passphrase);
  });
});

describe('a deployment that waits for a person', () => {
  beforeAll(async () => {
    const waiting = await command('deploy', '--no-wait');
    expect(waiting).toMatchObject({
      exit: 6,
      phase: 'awaiting-approval',
      signal: 'STAGING_READY',
      waiting: { for: 'production-promotion', who: ['person:owner'], default: 'expires' },
      errors: [{ code: 'person-needed' }],
    });
    id = (waiting.data as { readonly id: string }).id;
    expect(waiting.next[0]?.command).toBe(`plimsoll approve ${id}`);
    expect(waiting.errors[0]?.remedy).toBe(`plimsoll approve ${id}`);
  });

  it('is attached to by the same deploy again, and waits the same way', async () => {
    const again = await command('deploy', '--no-wait');

    expect(again).toMatchObject({ exit: 6, data: { id } });
  });

  it.each([
    ['standard input', 'production\nPASSPHRASE\n', {}],
    ['the environment', '', { PLIMSOLL_PASSPHRASE: 'PASSPHRASE' }],
  ])('takes no passphrase from %s', async (_where, input, more) => {
    const filled = Object.fromEntries(
      Object.entries(more).map(([key, value]) => [key, value.replace('PASSPHRASE', passphrase)]),
    );

    const refused = await piped(input.replace('PASSPHRASE', passphrase), filled, 'approve', id);

    expect(refused).toMatchObject({
      exit: 12,
      phase: 'awaiting-approval',
      errors: [
        {
          code: 'no-terminal',
          remedy: expect.stringMatching(`^At a terminal: plimsoll approve ${id}; in a browser: http://localhost:`),
        },
      ],
    });
  });

  it('knows no flag for a passphrase', async () => {
    const refused = await command('approve', id, '--passphrase', passphrase);

    expect(refused).toMatchObject({ exit: 2, errors: [{ code: 'usage' }] });
  });

  it('is not approved by the digest of another plan', async () => {
    const other = `sha256:${'0'.repeat(64)}`;

    const refused = await command('approve', id, '--plan-digest', other);

    expect(refused).toMatchObject({ exit: 4, errors: [{ code: 'approval-for-another-plan' }] });
    // Who was refused also learns where it stands.
    expect(refused).toMatchObject({ phase: 'awaiting-approval', waiting: { for: 'production-promotion' } });
  });

  it('is not approved when the name of the environment is not typed', async () => {
    const said = await atTerminal(here(), ['approve', id], typed(['Type production to go on: ', 'yes\r']));

    expect(said.exit).toBe(12);
    expect(said.seen).toContain('error[not-confirmed]');
  });

  it('is not approved with a wrong passphrase', async () => {
    const said = await atTerminal(
      here(),
      ['approve', id],
      typed(
        ['Type production to go on: ', 'production\r'],
        ['Passphrase of person:owner: ', 'six words that are not it\r'],
      ),
    );

    expect(said.exit).toBe(12);
    expect(said.seen).toMatch(/error\[[a-z-]*passphrase[a-z-]*\]/);
    expect(await command('status', id)).toMatchObject({ phase: 'awaiting-approval' });
  });

  it('shows its sheet, and goes on when it is approved', async () => {
    const said = await atTerminal(
      here(),
      ['approve', id],
      typed(['Type production to go on: ', 'production\r'], ['Passphrase of person:owner: ', `${passphrase}\r`]),
    );

    expect(said.seen).toMatch(/APPROVE\? counter 1\.0\.0 on production/);
    for (const label of [
      'Plan code',
      'Plan digest',
      'Asked by',
      'Recommendation',
      'Changes',
      'Stages',
      'If it goes bad',
    ])
      expect(said.seen).toContain(label);
    expect(said.seen).not.toContain(passphrase);
    expect(said.exit).toBe(0);
    const going = await command('deploy', '--wait-for', 'production');
    expect(going).toMatchObject({ exit: 0, phase: 'baking', data: { approvals: [{ approver: 'person:owner' }] } });
  });

  it('is not approved a second time', async () => {
    expect(await command('approve', id)).toMatchObject({ exit: 4 });
  });

  it('is left by Ctrl-C, which stops nothing and says how to come back', async () => {
    const said = await atTerminal(here(), ['watch', id], typed(['PRODUCTION_DEPLOYED', '\u0003']));

    expect(said.exit).toBe(130);
    expect(said.seen).toContain(`next: plimsoll watch ${id}`);
    expect(said.seen).toContain('the deployment goes on');
    expect((await command('status', id)).phase).toBe('baking');
  });

  it('is left by --timeout, which stops nothing', async () => {
    const left = await command('watch', id, '--timeout', '1s');

    expect(left).toMatchObject({ exit: 124, phase: 'baking', errors: [{ code: 'timeout' }] });
  });

  it('is rolled back without a signature, and stays on hold until its cause is signed', async () => {
    await command('rollback', id, '--reason', 'to see it go back');

    const back = await command('watch', id);

    expect(back).toMatchObject({
      exit: 10,
      phase: 'rolled-back',
      signal: 'ISSUE_DETECTED',
      waiting: { for: 'after-rollback', who: ['person:owner'] },
      errors: [{ code: 'issue-detected', remedy: `plimsoll decide ${id} close --root-cause TEXT` }],
    });
    const said = await atTerminal(
      here(),
      ['decide', id, 'close', '--root-cause', 'it was a rehearsal'],
      typed(['Passphrase of person:owner: ', `${passphrase}\r`]),
    );
    expect(said.exit).toBe(0);
    expect(await command('watch', id)).toMatchObject({ exit: 10, phase: 'closed' });
  });
});

it('in ndjson every line is a document, and the last one is the result', async () => {
  const ran = await execa(process.execPath, [MAIN_FILE, 'watch', id, '-C', dir, '-o', 'ndjson'], {
    env,
    reject: false,
  });
  const lines = ran.stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines.slice(0, -1))
    expect(line).toEqual(expect.objectContaining({ seq: expect.any(Number), time: expect.any(String) }));
  expect(lines.at(-1)).toMatchObject({ type: 'result', schema: 'plimsoll/v1', exit: 10, phase: 'closed' });
  expect(lines.filter((line) => line.type === 'result')).toHaveLength(1);
});

describe('a deployment that is rejected', () => {
  it('needs a reason, ends as rejected, and its deploy says so by exit 7', async () => {
    const waiting = await command('deploy', '--no-wait');
    expect(waiting.exit).toBe(6);
    const other = (waiting.data as { readonly id: string }).id;
    expect(await command('reject', other)).toMatchObject({ exit: 2, errors: [{ code: 'reason-missing' }] });

    const said = await atTerminal(
      here(),
      ['reject', other, '--reason', 'not on a Friday'],
      typed(['Passphrase of person:owner: ', `${passphrase}\r`]),
    );

    expect(said.exit).toBe(0);
    const ended = await command('watch', other);
    expect(ended).toMatchObject({ exit: 7, phase: 'rejected', errors: [{ code: 'rejected' }] });
    expect(ended.errors[0]?.message).toContain('not on a Friday');
  });
});

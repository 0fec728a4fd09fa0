import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../src/cli/outcome.ts';
import { atTerminal, type Said, type Step } from './world/at-terminal.ts';
import { build, MAIN_FILE } from './world/program.ts';

// Needs root, to become the account that agents run under. Debian has `nobody` everywhere.
const AGENTS = 'nobody';

let dir: string;
const homes = new Map<string, string>();
const passphrases = new Map<string, string>();

beforeAll(async () => {
  expect(process.geteuid?.(), 'these tests become another account, so they run as root').toBe(0);
  await build();
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-approvers-'));
});

afterAll(async () => {
  await command('ada', 'down', '--force-leave');
  await rm(dir, { recursive: true, force: true });
});

const homeOf = (who: string): string => {
  const home = homes.get(who) ?? join(dir, `home-${who}`);
  homes.set(who, home);
  return home;
};
const terminal = (who: string, args: readonly string[], steps: readonly Step[]): Promise<Said> =>
  atTerminal({ dir, env: { XDG_CONFIG_HOME: homeOf(who) } }, args, steps);

async function command(who: string, ...args: readonly string[]): Promise<Document> {
  const env = { XDG_CONFIG_HOME: homeOf(who) };
  const ran = await execa(process.execPath, [MAIN_FILE, ...args, '-C', dir, '-o', 'json'], { env, reject: false });
  return JSON.parse(ran.stdout) as Document;
}

async function add(who: string): Promise<{ readonly keyId: string; readonly said: Said }> {
  const shown = (seen: string) => /Write it down:\s+(\S[^\r\n]*)/i.exec(seen)?.[1]?.trim() ?? '';
  const typed = (seen: string) => {
    passphrases.set(who, shown(seen));
    return `${shown(seen)}\r`;
  };
  const said = await terminal(who, ['approver', 'add', '--key', '--name', who], [['Type it again', typed]]);
  return {
    said,
    keyId:
      /sha256:([0-9a-f]{64}) of person|with key sha256:([0-9a-f]{64})/.exec(said.seen)?.slice(1).find(Boolean) ?? '',
  };
}
const withPassphrase = (who: string): readonly Step[] => [[`Passphrase of person:${who}`, `${passphrases.get(who)}\r`]];
const approvers = async () =>
  (await command('ada', 'approver', 'list')).data as {
    readonly approvers: readonly { readonly person: string; readonly active: boolean }[];
    readonly fingerprint: string | null;
    readonly proposals: readonly unknown[];
  };

describe('the list of approvers', () => {
  let bob = '';

  it('begins with the first who enrols; the next waits for a signature', async () => {
    const first = await add('ada');
    const second = await add('bob');
    bob = second.keyId;

    expect([first.said.exit, second.said.exit]).toEqual([0, 0]);
    expect(second.said.seen).toContain('waits until an approver signs it');
    expect(await approvers()).toMatchObject({ approvers: [{ person: 'person:ada', active: true }] });
  });

  it('is signed at a terminal, by nobody else and not without one', async () => {
    expect(await command('ada', 'approver', 'sign', bob)).toMatchObject({
      exit: 12,
      errors: [{ code: 'no-terminal' }],
    });
    const own = await terminal('bob', ['approver', 'sign', bob], withPassphrase('bob'));
    expect(own.seen).toContain('approver-unknown');

    const signed = await terminal('ada', ['approver', 'sign', bob], withPassphrase('ada'));

    expect(signed.exit).toBe(0);
    expect((await approvers()).approvers.map(({ person }) => person)).toEqual(['person:ada', 'person:bob']);
  });

  it('loses an own key at once', async () => {
    expect(await command('bob', 'approver', 'revoke', bob, '--reason', 'lost')).toMatchObject({ exit: 12 });

    const revoked = await terminal('bob', ['approver', 'revoke', bob, '--reason', 'lost'], withPassphrase('bob'));

    expect(revoked.exit).toBe(0);
    expect((await approvers()).approvers).toMatchObject([{ active: true }, { person: 'person:bob', active: false }]);
  });
});

describe('what doctor proves of isolation', () => {
  const isolation = async (...args: string[]): Promise<string> => {
    const { data } = await command('ada', 'doctor', ...args);
    const { findings } = data as { readonly findings: readonly { readonly about: string; readonly detail: string }[] };
    return findings.find(({ about }) => about === 'isolation')?.detail ?? '';
  };
  const state = () => join(dir, '.plimsoll');

  it('is nothing until somebody tried, and A2 for a day after the agents’ account reached nothing', async () => {
    await chmod(dir, 0o755);
    expect(await isolation()).toContain('A1');

    expect(await isolation('--agents-account', AGENTS)).toMatch(/tried \d+ files and sockets, and reached none: A2/);

    expect(await isolation()).toContain('reached nothing');
    expect((await stat(join(state(), 'isolation.json'))).mode & 0o777).toBe(0o644);
    expect(await readFile(join(state(), 'isolation.json'), 'utf8')).toContain('plimsoll.isolation/1');
  });

  it('is gone as soon as that account reaches something', async () => {
    await chmod(state(), 0o755);
    expect(await isolation('--agents-account', AGENTS)).toContain('(listed)');
    await chmod(state(), 0o700);

    expect(await isolation()).toContain('A1');
  });
});

describe('when every key is lost', () => {
  it('the list is forgotten offline, by a person who types the name of the control plane', async () => {
    const before = await approvers();
    expect(await command('ada', 'approver', 'recover', '--reason', 'lost')).toMatchObject({
      exit: 4,
      errors: [{ code: 'control-plane-running' }],
    });
    await command('ada', 'down');
    expect(await command('ada', 'approver', 'recover', '--reason', 'lost')).toMatchObject({ exit: 12 });

    const typed = (seen: string) => `${/Type (cp_[0-9a-f]+)/.exec(seen)?.[1]}\r`;
    const said = await terminal('ada', ['approver', 'recover', '--reason', 'lost'], [[/Type cp_\w+ to go on/, typed]]);

    expect(said.exit).toBe(0);
    expect(said.seen).toContain('THIS FORGETS WHO MAY APPROVE HERE: person:ada, person:bob');
    expect(before.fingerprint).toMatch(/^sha256:/);
    expect(await approvers()).toMatchObject({ approvers: [], fingerprint: null, proposals: [] });
    await command('ada', 'down');
    expect(await command('ada', 'verify')).toMatchObject({ exit: 0 });
  });
});

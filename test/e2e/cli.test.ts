import { chmod, cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesOf } from './world/processes.ts';
import { build, MAIN_FILE, plimsoll, type Ran } from './world/program.ts';
import { newWorld, stillRunning, type World } from './world/world.ts';

/** The one JSON document of a command, and that it is one. */
function documentOf(ran: Ran): {
  readonly exit: number;
  readonly errors: readonly { code: string; remedy: string }[];
  readonly data: never;
} {
  const document = JSON.parse(ran.out) as ReturnType<typeof documentOf> & { readonly schema: string };
  expect(document).toMatchObject({ schema: 'plimsoll/v1', exit: ran.exit });
  return document;
}

describe('with a service in production', () => {
  let world: World;
  let dir: string;
  let id: string;
  beforeAll(async () => {
    world = await newWorld();
    dir = world.plane.dir;
    id = (await world.plane.client.list())[0]?.id ?? '';
  }, 120_000);
  afterAll(async () => expect(await world.end()).toEqual([]), 60_000);

  it.each([
    ['status', 0],
    ['status ID', 0],
    ['status --all', 0],
    ['watch ID', 0],
    ['plan', 0],
    ['report ID --kind staging', 0],
    ['report ID --kind plan', 0],
    ['report ID --kind post', 0],
    ['report ID --kind other', 2],
    ['config check', 0],
    ['config show', 0],
    ['config schema', 0],
    ['approver list', 0],
    ['verify', 0],
    ['status dep_none', 2],
    ['hold ID', 2],
    ['hold ID --reason why', 4],
    ['resume ID --reason why', 4],
    ['abort ID --reason why', 4],
    ['rollback ID --reason why', 4],
    ['approve ID', 4],
    ['reject ID', 2],
    ['reject ID --reason no', 4],
    ['decide ID extend', 2],
    ['decide ID maybe', 2],
    ['decide ID rollback', 4],
    ['decide ID close --root-cause found', 4],
    ['deploi', 2],
    ['deploy --skip-staging', 2],
    ['status --timeout soon', 2],
    ['plan -e nowhere', 2],
  ])('answers `%s` with one JSON document and exit %i', async (line, exit) => {
    const ran = await plimsoll(dir, ...line.replace('ID', id).split(' '), '-o', 'json');

    const document = documentOf(ran);

    expect(document.exit).toBe(exit);
    for (const error of document.errors) expect(error.remedy).not.toBe('');
    expect(document.errors.length > 0).toBe(exit !== 0);
  });

  it('names the nearest command for a wrong word, in the shape of every error', async () => {
    const ran = await plimsoll(dir, 'deploi');

    expect(ran).toMatchObject({ exit: 2, out: '' });
    expect(ran.err).toMatch(/^error\[usage\] .*deploy.*\n next: plimsoll|^error\[usage\] .*deploy.*\n next: See/);
  });

  it('refuses the loopback port without the token, with another host, and with any origin', async () => {
    const page = (await world.plane.client.about()).page.replace('localhost', '127.0.0.1');
    const token = await readFile(join(dir, '.plimsoll', 'http-token'), 'utf8');
    const ask = async (headers: Record<string, string>) => (await fetch(`${page}/api/v1/about`, { headers })).status;

    expect(await ask({ authorization: `Bearer ${token}` })).toBe(200);
    expect(await ask({})).toBe(403);
    expect(await ask({ authorization: 'Bearer plm_local_wrong' })).toBe(403);
    expect(await ask({ authorization: `Bearer ${token}`, origin: 'http://localhost:3000' })).toBe(403);
    expect((await stat(join(dir, '.plimsoll', 'control.sock'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dir, '.plimsoll'))).mode & 0o777).toBe(0o700);
  });

  it('refuses a second control plane on the same state, and names the first', async () => {
    const { pid } = await world.plane.client.about();

    const second = await plimsoll(dir, 'serve');

    expect(second.exit).toBe(4);
    expect(second.err).toContain('error[journal-locked]');
    expect(second.err).toContain(String(pid));
  });

  it('refuses uncommitted changes, and deploys the same commit no second time', async () => {
    await writeFile(join(dir, 'note.txt'), 'not committed');
    const dirty = await plimsoll(dir, 'deploy', '-o', 'json');
    await rm(join(dir, 'note.txt'));
    const again = await plimsoll(dir, 'deploy', '-o', 'json');

    expect(documentOf(dirty)).toMatchObject({ exit: 4, errors: [{ code: 'dirty-tree' }] });
    expect(documentOf(again)).toMatchObject({ exit: 7, phase: 'superseded' });
  }, 60_000);
});

describe('in a folder of its own', () => {
  let root: string;
  beforeAll(async () => {
    await build();
    root = await mkdtemp(join(tmpdir(), 'plimsoll-cli-'));
    await cp(join(import.meta.dirname, '../../examples/storefront/plimsoll.yaml'), join(root, 'plimsoll.yaml'));
  }, 60_000);
  afterAll(async () => {
    await plimsoll(root, 'down');
    expect(await stillRunning(root)).toEqual([]);
    await rm(root, { recursive: true, force: true });
  }, 60_000);

  it('says where there is no configuration, and what to do', async () => {
    const ran = await plimsoll(tmpdir(), 'config', 'check', '-c', join(root, 'none.yaml'), '-o', 'json');

    expect(documentOf(ran)).toMatchObject({ exit: 3, errors: [{ code: 'config-missing' }] });
  });

  it('starts one control plane for two commands at once', async () => {
    const both = await Promise.all([plimsoll(root, 'status', '-o', 'json'), plimsoll(root, 'status', '-o', 'json')]);

    expect(both.map((ran) => ran.exit)).toEqual([0, 0]);
    expect(both.filter((ran) => ran.err.includes('started a local control plane')).length).toBeGreaterThan(0);
    // The one that came second sees that the journal is held, and ends.
    const watchdogs = () => processesOf(root).filter(({ command }) => command.includes('--supervise'));
    await expect.poll(() => watchdogs().length).toBe(1);
  }, 60_000);

  it('asks for a git repository, and for git', async () => {
    const none = await plimsoll(root, 'plan', '-o', 'json');

    expect(documentOf(none)).toMatchObject({ exit: 4, errors: [{ code: 'world-failed' }] });
  }, 60_000);

  it('refuses a state folder that others can reach, with the chmod line', async () => {
    await plimsoll(root, 'down');
    await chmod(join(root, '.plimsoll'), 0o755);

    const ran = await plimsoll(root, 'serve');

    await chmod(join(root, '.plimsoll'), 0o700);
    expect(ran.exit).toBe(4);
    expect(ran.err).toContain('chmod 700');
  }, 60_000);

  it('does not start on a journal that was altered, and names the record', async () => {
    const journal = join(root, '.plimsoll', 'journal', 'journal.db');
    const bytes = await readFile(journal);
    const at = bytes.indexOf('ControlPlaneStarted');
    await writeFile(
      journal,
      Buffer.concat([bytes.subarray(0, at), Buffer.from('C'), Buffer.from('0'), bytes.subarray(at + 2)]),
    );

    const ran = await plimsoll(root, 'status', '-o', 'json');
    const verified = await plimsoll(root, 'verify', '-o', 'json');

    await writeFile(journal, bytes);
    expect(documentOf(ran).errors[0]?.code).toBe('journal-altered');
    expect(documentOf(verified)).toMatchObject({ exit: 13, errors: [{ code: 'record-altered' }] });
  }, 60_000);

  it('says where the state folder cannot be made', async () => {
    const file = join(root, 'a-file');
    await writeFile(file, '');

    const ran = await execa(process.execPath, [MAIN_FILE, 'status', '-C', root, '-o', 'json'], {
      env: { PLIMSOLL_DATA: join(file, 'state') },
      reject: false,
    });

    expect(JSON.parse(ran.stdout)).toMatchObject({ exit: 4, errors: [{ code: 'state-not-writable' }] });
  }, 60_000);
});

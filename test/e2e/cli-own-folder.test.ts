import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf } from './world/document.ts';
import { processesOf } from './world/processes.ts';
import { build, MAIN_FILE, plimsoll } from './world/program.ts';
import { stillRunning } from './world/world.ts';

describe('in a folder of its own', () => {
  let root: string;
  beforeAll(async () => {
    await build();
    root = await mkdtemp(join(tmpdir(), 'plimsoll-cli-'));
    await cp(join(import.meta.dirname, '../../examples/storefront/plimsoll.yaml'), join(root, 'plimsoll.yaml'));
  });
  afterAll(async () => {
    await plimsoll(root, 'down');
    expect(await stillRunning(root)).toEqual([]);
    await rm(root, { recursive: true, force: true });
  });

  it('says where there is no configuration, and what to do', async () => {
    const ran = await plimsoll(tmpdir(), 'config', 'check', '-c', join(root, 'none.yaml'), '-o', 'json');

    expect(documentOf(ran, 'config check')).toMatchObject({ exit: 3, errors: [{ code: 'config-missing' }] });
  });

  it('starts one control plane for eight commands at once, and one of them says so', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, n) => plimsoll(root, n % 2 === 0 ? 'status' : 'history', '-o', 'json')),
    );

    expect(all.map((ran) => ran.exit)).toEqual(Array.from({ length: 8 }, () => 0));
    expect(all.filter((ran) => ran.err.includes('started a local control plane'))).toHaveLength(1);
    // The one that came second sees that the journal is held, and ends.
    const watchdogs = () => processesOf(root).filter(({ command }) => command.includes('--supervise'));
    await expect.poll(() => watchdogs().length).toBe(1);
  });

  it('ends a control plane that has just died and is being started again', async () => {
    expect((await plimsoll(root, 'status')).exit).toBe(0);
    // The one that waits for its turn as well: so the next has to start from cold.
    for (const { pid, command } of processesOf(root)) if (command.includes('--standby')) process.kill(pid, 'SIGKILL');

    const down = await plimsoll(root, 'down');

    expect(down.out).toContain('control plane stopped');
    // The one that waited for its turn is told to end, and not waited for.
    await expect.poll(() => processesOf(root)).toEqual([]);
  });

  it('warns on CI that the record ends with the runner’s disk, and not elsewhere', async () => {
    const started = async (CI: string): Promise<string> => {
      await plimsoll(root, 'down');
      const ran = await execa(process.execPath, [MAIN_FILE, 'status', '-C', root], { env: { CI } });
      expect(ran.stderr).toContain('started a local control plane');
      return ran.stderr;
    };

    expect(await started('true')).toContain('name a control plane that stays, with --server or PLIMSOLL_SERVER');
    expect(await started('')).not.toContain('CI');
  });

  it('asks for a git repository, and for git', async () => {
    const none = await plimsoll(root, 'plan', '-o', 'json');

    expect(documentOf(none, 'plan')).toMatchObject({ exit: 4, errors: [{ code: 'world-failed' }] });
  });

  it('refuses a state folder that others can reach, with the chmod line', async () => {
    await plimsoll(root, 'down');
    await chmod(join(root, '.plimsoll'), 0o755);

    const ran = await plimsoll(root, 'serve');

    await chmod(join(root, '.plimsoll'), 0o700);
    expect(ran.exit).toBe(4);
    expect(ran.err).toContain('chmod 700');
  });

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
    expect(documentOf(ran, 'status').errors[0]?.code).toBe('journal-altered');
    expect(documentOf(verified, 'verify')).toMatchObject({ exit: 13, errors: [{ code: 'record-altered' }] });
  });

  it('says where the state folder cannot be made', async () => {
    const file = join(root, 'a-file');
    await writeFile(file, '');

    const ran = await execa(process.execPath, [MAIN_FILE, 'status', '-C', root, '-o', 'json'], {
      env: { PLIMSOLL_DATA: join(file, 'state') },
      reject: false,
    });

    expect(JSON.parse(ran.stdout)).toMatchObject({ exit: 4, errors: [{ code: 'state-not-writable' }] });
  });
});

import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlPlaneClient } from '../../src/api/client.ts';
import { overSocket } from '../../src/cli/connect.ts';
import { DemoApprover } from '../../src/cli/demo/approver.ts';
import { CommandFolders, documentFrom, run } from './world/command-folders.ts';
import { Counter } from './world/counter.ts';

const folders = new CommandFolders();
const { folder } = folders;
beforeAll(folders.start);
afterAll(folders.stop);

const git = (dir: string, ...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-C', dir, ...args]);

/** Takes a loopback port until it is closed. */
async function taken(): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it has no port');
  return { port: address.port, server };
}

describe('a machine that is in the way', () => {
  it('gives the page the next free port, says it, and keeps it', async () => {
    const dir = await folder('port');
    const { port, server } = await taken();
    await mkdir(join(dir, '.plimsoll'), { mode: 0o700 });
    await writeFile(join(dir, '.plimsoll', 'http-port'), String(port));

    const started = await run(dir, ['status']);
    const page = /page http:\/\/localhost:(\d+)/.exec(started.err)?.[1];
    server.close();
    await run(dir, ['down']);
    const again = await run(dir, ['status']);

    expect(started.exit).toBe(0);
    expect(Number(page)).toBeGreaterThan(port);
    expect(again.err).toContain(`page http://localhost:${page} `);
  });

  it('finds another place for a socket whose path would be too long', async () => {
    const dir = await folder(join('deep', ...Array.from({ length: 6 }, () => 'a-folder-with-a-long-name')));

    const ran = await documentFrom(dir, ['status']);
    const socket = await readFile(join(dir, '.plimsoll', 'control.sock.path'), 'utf8');

    expect(ran.exit).toBe(0);
    expect(socket.length).toBeLessThanOrEqual(100);
    expect(socket.startsWith(dir)).toBe(false);
    expect((await documentFrom(dir, ['verify'])).exit).toBe(0);
  });

  it('has a file where the state folder should be', async () => {
    const dir = await folder('file-for-state');
    await writeFile(join(dir, '.plimsoll'), 'not a folder');

    for (const command of ['status', 'serve']) {
      const ran = await documentFrom(dir, [command]);
      expect(ran.exit).toBe(4);
      expect(ran.errors[0]?.code).toMatch(/^state-/);
      expect(ran.errors[0]?.remedy).not.toBe('');
    }
    expect(await readFile(join(dir, '.plimsoll'), 'utf8')).toBe('not a folder');
  });

  it('has an altered record: 13, the entry is named, and no control plane starts on it', async () => {
    const dir = await folder('altered');
    await run(dir, ['status']);
    await run(dir, ['down']);
    const file = join(dir, '.plimsoll', 'journal', 'journal.db');
    const bytes = await readFile(file);
    const at = bytes.indexOf('ControlPlaneStarted');
    bytes.writeUInt8(bytes.readUInt8(at + 1) ^ 1, at + 1);
    await writeFile(file, bytes);

    for (const command of ['serve', 'status', 'deploy']) {
      const ran = await documentFrom(dir, [command]);
      expect(ran).toMatchObject({ exit: 13, errors: [{ code: 'journal-altered' }] });
      expect(ran.errors[0]?.message).toMatch(/altered at entry \d+/);
    }
    expect(await documentFrom(dir, ['verify'])).toMatchObject({ exit: 13, errors: [{ code: 'record-altered' }] });
  });

  it('tells a deployment whose router finds its port taken, and keeps it waiting', async () => {
    const dir = await folder('router-port');
    const { port, server } = await taken();
    const counter = await Counter.create(dir);
    await counter.release('1.0.0');
    const file = join(dir, 'plimsoll.yaml');
    const text = (await readFile(file, 'utf8')).replace(
      'router: { type: embedded }',
      `router: { type: embedded, listen: "localhost:${port}" }`,
    );
    await writeFile(file, text);
    git(dir, 'commit', '--quiet', '--all', '--message', 'A port of its own');
    await run(dir, ['status']);
    const socket = await readFile(join(dir, '.plimsoll', 'control.sock.path'), 'utf8');
    const plane = controlPlaneClient(overSocket(socket));
    const approver = new DemoApprover();
    await approver.enrol(plane, file);
    const waiting = await documentFrom(dir, ['deploy', '--no-wait']);
    const { id } = waiting.data as { readonly id: string };
    await approver.answer(plane, id, 'production-promotion', 'approve', 'a test');

    const left = await documentFrom(dir, ['watch', id, '--timeout', '4s']);

    server.close();
    expect(left).toMatchObject({ exit: 124, phase: 'queued' });
    expect(left.waiting?.for).toContain(`port ${port} on 127.0.0.1 is in use`);
    await documentFrom(dir, ['abort', id, '--reason', 'the end of the test']);
  });
});

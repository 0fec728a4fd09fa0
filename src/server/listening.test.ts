import { mkdir, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { workspace } from '../testing/conformance/workspace.ts';
import { answers, type Listening, listenOnLoopback, listenOnSocket } from './listening.ts';

const space = workspace();
const app = new Hono().get('/', (context) => context.text('here'));
const open: Listening[] = [];
const taken: Server[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
  for (const server of taken.splice(0)) server.close();
});

const onSocket = async (path: string): Promise<Listening> => {
  const listening = await listenOnSocket(app, path);
  open.push(listening);
  return listening;
};

async function aTakenPort(): Promise<number> {
  const server = createServer();
  taken.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { readonly port: number }).port;
}

describe('the unix socket', () => {
  it('is for this account alone', async () => {
    await mkdir(await space.path(), { recursive: true });
    const path = await space.path('control.sock');

    await onSocket(path);

    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await answers(path)).toBe(true);
  });

  it('takes the place of what a dead control plane left', async () => {
    await mkdir(await space.path(), { recursive: true });
    const path = await space.path('control.sock');
    await writeFile(path, '');

    await onSocket(path);

    expect(await answers(path)).toBe(true);
  });

  it('is not taken from a control plane that answers', async () => {
    await mkdir(await space.path(), { recursive: true });
    const path = await space.path('control.sock');
    await onSocket(path);

    await expect(onSocket(path)).rejects.toMatchObject({ kind: 'refused', problems: [{ code: 'socket-in-use' }] });
    expect(await answers(path)).toBe(true);
  });
});

describe('the loopback port', () => {
  it('is the next free one where the first is taken, and on loopback only', async () => {
    const port = await aTakenPort();

    const listening = await listenOnLoopback(app, port);
    open.push(listening);

    expect(listening.port).toBeGreaterThan(port);
    expect(listening.server.address()).toMatchObject({ address: '127.0.0.1', port: listening.port });
    expect(await (await fetch(`http://127.0.0.1:${listening.port}/`)).text()).toBe('here');
  });
});

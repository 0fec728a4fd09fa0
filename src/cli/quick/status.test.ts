import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { viewOf } from '../../api/view.ts';
import { ADA, anOpening, aRelease, NOON } from '../../testing/builders.ts';
import { workspace } from '../../testing/conformance/workspace.ts';
import { journeyOf } from '../../testing/journey.ts';
import { documentOf } from '../outcome.ts';
import { whereAll, whereOf } from '../where.ts';
import { status } from './status.ts';

const space = workspace();
let dir: string;
let server: Server | undefined;
let written: string;
beforeEach(async () => {
  dir = await space.path('unit');
  await mkdir(join(dir, '.plimsoll'), { recursive: true });
  written = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  server?.close();
});

const { deployment } = journeyOf(anOpening('dep_1', aRelease('1')), aRelease('1')).upTo('awaiting-approval').world;
if (deployment === null) throw new Error('nothing is open');
const view = viewOf(deployment, 12, ADA, NOON);
const views = JSON.parse(JSON.stringify([view])) as readonly (typeof view)[];

async function answering(listener: RequestListener): Promise<void> {
  const socket = join(dir, 's');
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(socket, resolve));
  await writeFile(join(dir, '.plimsoll', 'control.sock.path'), socket);
}
const json = (value: unknown, code = 200): RequestListener => {
  return (_, response) => void response.writeHead(code).end(JSON.stringify(value));
};
const asked = (...words: readonly string[]) => status(['status', ...words, '--json', '-C', dir]);

describe('a quick answer', () => {
  it('is the document of the deployment there is, and of several', async () => {
    await answering((request, response) => json(request.url === '/api/v1/current' ? views : view)(request, response));

    expect([await asked(), JSON.parse(written)]).toEqual([
      true,
      JSON.parse(JSON.stringify(documentOf('status', { ...whereOf(view), text: '' }))),
    ]);
    written = '';
    expect(await asked('dep_1')).toBe(true);
    expect(JSON.parse(written)).toMatchObject({ phase: 'awaiting-approval', waiting: { for: 'production-promotion' } });
  });

  it('is the same list of all where there is none or more than one', async () => {
    await answering(json([...views, ...views]));

    expect(await asked()).toBe(true);
    expect(JSON.parse(written)).toEqual(
      JSON.parse(JSON.stringify(documentOf('status', { ...whereAll([...views, ...views]), text: '' }))),
    );
  });

  it('keeps a text with line breaks and signs of every language whole, however it is cut on its way', async () => {
    const reason = `${'–漢\r\n\r\n'.repeat(40_000)}end`;
    await answering(json([{ ...view, reason }]));

    expect(await asked()).toBe(true);
    expect((JSON.parse(written) as { data: { reason: string } }).data.reason).toBe(reason);
  });

  it.each<[string, RequestListener]>([
    ['there is no such deployment', json({ kind: 'not-found', problems: [] }, 404)],
    ['the control plane refuses', json({ kind: 'refused', problems: [] }, 409)],
    ['what answers is no JSON', (_, response) => void response.end('<html>')],
    ['the answer is cut short', (_, response) => void response.write('[{"id":', () => response.destroy())],
    ['the connection is closed', (request) => void request.socket.destroy()],
  ])('is none where %s, and nothing was written', async (_, listener) => {
    await answering(listener);

    expect([await asked(), written]).toEqual([false, '']);
  });

  it('is none where nobody listens', async () => {
    await writeFile(join(dir, '.plimsoll', 'control.sock.path'), join(dir, 'nobody'));

    expect([await asked(), written]).toEqual([false, '']);
  });
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../src/cli/outcome.ts';
import { type CompletionPlace, completionPlace } from './world/completion-place.ts';
import { MAIN_FILE } from './world/program.ts';

let place: CompletionPlace;
let elsewhere: string;
let socket: string;
let token: string;
let page: string;
beforeAll(async () => {
  place = await completionPlace();
  elsewhere = await mkdtemp(join(tmpdir(), 'plimsoll-server-'));
  const state = join(place.dir, '.plimsoll');
  socket = (await readFile(join(state, 'control.sock.path'), 'utf8')).trim();
  token = (await readFile(join(state, 'http-token'), 'utf8')).trim();
  page = `http://localhost:${(await readFile(join(state, 'http-port'), 'utf8')).trim()}`;
});
afterAll(async () => {
  // Whoever names a control plane starts none.
  expect(await readdir(elsewhere)).toEqual(['plimsoll.yaml']);
  await rm(elsewhere, { recursive: true, force: true });
  expect(await place.end()).toEqual([]);
});

/** Asks from another folder than the control plane's. */
async function status(args: readonly string[], env: Record<string, string> = {}): Promise<Document> {
  const { stdout } = await execa(process.execPath, [MAIN_FILE, 'status', place.id, '-o', 'json', ...args], {
    cwd: elsewhere,
    env,
    reject: false,
  });
  return JSON.parse(stdout) as Document;
}

describe('the control plane that is asked', () => {
  it('is the one that the flag names: a socket', async () => {
    expect(await status(['--server', `unix:${socket}`])).toMatchObject({ exit: 0, data: { id: place.id } });
  });

  it('is the one that the variable names: a port of this machine, with its token', async () => {
    const env = { PLIMSOLL_SERVER: page, PLIMSOLL_TOKEN: token };

    expect(await status([], env)).toMatchObject({ exit: 0, data: { id: place.id } });
  });

  it('is the one that the configuration file names, unless flag or variable name another', async () => {
    await writeFile(join(elsewhere, 'plimsoll.yaml'), `server: unix:${socket}\n`);

    expect(await status([])).toMatchObject({ exit: 0, data: { id: place.id } });
    expect(await status([], { PLIMSOLL_SERVER: 'unix:nowhere.sock' })).toMatchObject({ exit: 11 });
    expect(await status(['--server', `unix:${socket}`], { PLIMSOLL_SERVER: 'unix:nowhere.sock' })).toMatchObject({
      exit: 0,
    });
  });

  it.each([
    ['no token', {}, 'not-signed-in'],
    ['a wrong token', { PLIMSOLL_TOKEN: 'plm_local_wrong' }, 'token-malformed'],
    ['a token of nobody', { PLIMSOLL_TOKEN: `plm_agent_${'a'.repeat(43)}` }, 'token-unknown'],
  ])('lets nobody in over a port with %s', async (_, env, code) => {
    expect(await status(['--server', page], env)).toMatchObject({ exit: 12, errors: [{ code }] });
  });

  it('is not started when it is not there, and the error names it', async () => {
    const { exit, errors } = await status(['--server', 'unix:nowhere.sock']);

    expect([exit, errors[0]?.code]).toEqual([11, 'contact-lost']);
    expect(errors[0]?.message).toContain('unix:nowhere.sock');
  });

  it('is asked beyond this machine over TLS alone', async () => {
    expect(await status(['--server', 'http://deploy.acme.test'])).toMatchObject({
      exit: 2,
      errors: [{ code: 'server', remedy: 'write https://deploy.acme.test' }],
    });
    // Nobody listens there.
    expect(await status(['--server', 'https://localhost:1'], { PLIMSOLL_TOKEN: token })).toMatchObject({ exit: 11 });
    expect(await status(['--server', 'here'])).toMatchObject({ exit: 2, errors: [{ code: 'server' }] });
  });
});

import { createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompletionPlace, completionPlace, completions } from './world/completion-place.ts';
import { MAIN_FILE } from './world/program.ts';
import { completedIn, type InteractiveShell } from './world/shell.ts';

let place: CompletionPlace;
beforeAll(async () => {
  place = await completionPlace();
});
afterAll(async () => expect(await place.end()).toEqual([]));

const BASH: InteractiveShell = {
  command: 'bash',
  args: ['--norc', '--noprofile', '-i'],
  setUp: ["bind 'set enable-bracketed-paste off'", 'source <(plimsoll completion bash)', "PS1='READY> '"],
};

describe('in a real bash', () => {
  it.each(completions('ID'))('`%s` and a tab', async (beginning, words) => {
    const expected = words.map((word) => (word === 'ID' ? place.id : word));

    expect(await completedIn(BASH, place, beginning)).toEqual(expected);
  });
});

describe('what a shell asks', () => {
  const ask = (args: readonly string[], env: Record<string, string> = {}) =>
    execa(process.execPath, [MAIN_FILE, '__complete', ...args], {
      cwd: place.dir,
      env: { ...place.env, ...env },
      reject: false,
    });

  it('is answered with a word, a tab and what it means', async () => {
    const { stdout, exitCode } = await ask(['words', 'status', `+${place.id.slice(0, 8)}`]);

    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(new RegExp(`^${place.id}\tcounter [^\n]*$`))]);
  });

  it('is looked up where the line says', async () => {
    const elsewhere = await ask(['line', `plimsoll -C ${join(place.dir, 'app')} plan -e s`]);
    const named = await ask(['line', 'plimsoll -c plimsoll.api.yaml plan -e s']);

    expect([elsewhere.stdout, named.stdout]).toEqual(['', 'staging\tenvironment of api']);
  });

  it.each([
    ['no control plane answers', { PLIMSOLL_DATA: 'nowhere' }],
    ['the control plane is not on this machine', { PLIMSOLL_SERVER: 'https://deploy.acme.test' }],
    ['a variable makes no sense', { PLIMSOLL_OUTPUT: 'jsn' }],
  ])('is answered with silence when %s', async (_, env) => {
    expect(await ask(['words', 'status', '+'], env)).toMatchObject({ stdout: '', stderr: '', exitCode: 0 });
  });

  it('is given up when nobody answers in time', async () => {
    const path = join(place.dir, '.plimsoll', 'deaf.sock');
    const deaf = createServer();
    await new Promise<void>((resolve) => deaf.listen(path, resolve));

    const ran = await ask(['words', 'status', '+'], {
      PLIMSOLL_SERVER: `unix:${path}`,
      PLIMSOLL_COMPLETION_LIMIT: '1s',
    });

    deaf.close();
    expect(ran).toMatchObject({ stdout: '', stderr: '', exitCode: 0 });
  });

  it('starts no control plane', async () => {
    await ask(['words', 'status', '+'], { PLIMSOLL_DATA: join(place.dir, 'fresh') });

    await expect(execa('ls', [join(place.dir, 'fresh')])).rejects.toThrow();
  });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { workspace } from '../../testing/conformance/workspace.ts';
import { questionIn } from './question.ts';

const space = workspace();
let dir: string;
beforeEach(async () => {
  dir = await space.path('unit');
  await mkdir(join(dir, '.plimsoll'), { recursive: true });
  await writeFile(join(dir, '.plimsoll', 'control.sock.path'), '/run/plimsoll.sock\n');
});

const asked = (words: string, env: NodeJS.ProcessEnv = {}) =>
  questionIn([...words.split(' '), '-C', dir], { PATH: '/bin', ...env });

describe('a line that asks where a deployment is, as JSON', () => {
  it.each([
    ['status -o json', null],
    ['status --json', null],
    ['status dep_1 -o json', 'dep_1'],
    ['status -o json dep_1', 'dep_1'],
    ['status --json -o json', null],
  ])('`%s` is answered quickly', (words, id) => {
    expect(asked(words)).toEqual({ socket: '/run/plimsoll.sock', id });
  });

  it.each([
    'status',
    'status -o text',
    'status -o ndjson',
    'status -ojson',
    'status --output=json',
    'status -o json -o text',
    'status -o json --all',
    'status -o json --compact',
    'status -o json -q',
    'status -o json -h',
    'status -o json --help',
    'status -o json --version',
    'status -o json -e staging',
    'status -o json -u shop',
    'status -o json --server unix:/run/other.sock',
    'status -o json --tz UTC',
    'status -o json --no-such-flag',
    'status -o json dep_1 dep_2',
    'status -o json -- dep_1',
    'status -o',
    'status -o json -C',
  ])('`%s` goes the whole way', (words) => {
    expect(asked(words)).toBeNull();
  });
});

describe('what stands around the line', () => {
  it('may name another state folder', async () => {
    await mkdir(join(dir, 'state'));
    await writeFile(join(dir, 'state', 'control.sock.path'), '/run/state.sock');

    expect(asked('status --json', { PLIMSOLL_DATA: 'state' })).toMatchObject({ socket: '/run/state.sock' });
    expect(asked('status --json', { PLIMSOLL_DATA: '' })).toMatchObject({ socket: '/run/plimsoll.sock' });
  });

  it.each(['PLIMSOLL_SERVER', 'PLIMSOLL_OUTPUT', 'PLIMSOLL_UNIT', 'PLIMSOLL_SERVR'])(
    'sends it the whole way with %s',
    (name) => {
      expect(asked('status --json', { [name]: 'x' })).toBeNull();
      expect(asked('status --json', { [name]: '' })).toBeNull();
    },
  );

  it.each(['server: unix:/run/shop.sock\n', '"server" : http://localhost:7400\n'])(
    'sends it the whole way where the configuration says %j',
    async (text) => {
      await writeFile(join(dir, 'plimsoll.yaml'), `version: 1\n${text}`);

      expect(asked('status --json')).toBeNull();
    },
  );

  it('sends it the whole way where no control plane has left word', () => {
    expect(questionIn(['status', '--json', '-C', join(dir, '.plimsoll')], {})).toBeNull();
  });
});

import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filePlace } from './file-place.ts';
import { gitPlace } from './git-place.ts';
import type { HeadPlace } from './head-place.ts';
import { originOf, signHead } from './note.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = String(publicKey.export({ format: 'jwk' }).x);
const note = (seq: number, controlPlane = 'cp_1', fill = 'ab'): string =>
  signHead({ origin: originOf(controlPlane), seq, hash: `sha256:${fill.repeat(32)}`, trust: null }, raw, (bytes) =>
    sign(null, bytes, privateKey),
  );
const [one, two, three] = [note(1), note(2), note(3)];
const ever = new AbortController().signal;

let folder: string;
const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-heads-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Kind {
  readonly make: (controlPlaneId?: string) => HeadPlace;
  readonly read: () => string;
  readonly write: (text: string) => void;
}

function gitRemote(): Kind {
  git('init', '--bare', '--quiet', 'remote.git');
  git('--git-dir', 'remote.git', 'config', 'receive.denyNonFastForwards', 'true');
  const remote = join(folder, 'remote.git');
  const file = 'cp_1.heads';
  return {
    make: (controlPlaneId = 'cp_1') =>
      gitPlace({ remote, branch: 'heads', controlPlaneId, copy: join(folder, `copy-${controlPlaneId}`) }),
    read: () => git('--git-dir', 'remote.git', 'show', `heads:${file}`),
    write: (text) => {
      git('clone', '--quiet', '-b', 'heads', 'remote.git', 'clone');
      writeFileSync(join(folder, 'clone', file), text);
      const who = ['-c', 'user.name=x', '-c', 'user.email=x@localhost'];
      git('-C', 'clone', ...who, 'commit', '--quiet', '-am', 'changed');
      git('-C', 'clone', 'push', '--quiet');
    },
  };
}

const KINDS: Readonly<Record<string, () => Kind>> = {
  'a file': () => {
    const file = join(folder, 'sub', 'cp.heads');
    return {
      make: () => filePlace(file),
      read: () => readFileSync(file, 'utf8'),
      write: (text) => writeFileSync(file, text),
    };
  },
  'a git remote': gitRemote,
};

describe.each(Object.entries(KINDS))('exporting heads to %s', (_name, kindOf) => {
  it('adds what is missing, in order, and nothing twice', async () => {
    const { make, read } = kindOf();
    await make().bring([one], ever);
    await make().bring([one, two, three], ever);
    await make().bring([one, two, three], ever);

    expect(read()).toBe(`${one}${two}${three}`);
  });

  it('refuses a place with another history, and leaves it as it is', async () => {
    const { make, read } = kindOf();
    const other = note(2, 'cp_1', 'cd');
    await make().bring([one, other], ever);

    await expect(make().bring([one, two, three], ever)).rejects.toThrow(
      'a head of entry 2 that this journal did not sign',
    );

    expect(read()).toBe(`${one}${other}`);
  });

  it('refuses a place that has more than this journal: it was cut, or comes from a copy', async () => {
    const { make } = kindOf();
    await make().bring([one, two], ever);

    await expect(make().bring([one], ever)).rejects.toThrow('that this journal did not sign');
  });

  it('refuses a place where somebody wrote something else', async () => {
    const { make, write } = kindOf();
    await make().bring([one], ever);
    write(`${one}hello`);

    await expect(make().bring([one, two], ever)).rejects.toThrow('holds something that is no signed head');
  });
});

describe('a file', () => {
  it('may hold the heads of several control planes', async () => {
    const file = join(folder, 'all.heads');
    const theirs = note(7, 'cp_2');
    await filePlace(file).bring([one], ever);
    await filePlace(file).bring([theirs], ever);
    await filePlace(file).bring([one, two], ever);

    expect(readFileSync(file, 'utf8')).toBe(`${one}${theirs}${two}`);
  });

  it('is no link', async () => {
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'link.heads'));

    await expect(filePlace(join(folder, 'link.heads')).bring([one], ever)).rejects.toThrow('ELOOP');
  });
});

describe('a git remote', () => {
  it('keeps a file for each control plane on one branch', async () => {
    const { make, read } = gitRemote();
    await make().bring([one], ever);
    await make('cp_2').bring([note(9, 'cp_2')], ever);
    await make().bring([one, two], ever);

    expect(read()).toBe(`${one}${two}`);
    expect(git('--git-dir', 'remote.git', 'ls-tree', '--name-only', 'heads').trim().split('\n')).toEqual([
      'cp_1.heads',
      'cp_2.heads',
    ]);
  });

  it('says so when nobody is there', async () => {
    const place = gitPlace({
      remote: join(folder, 'none.git'),
      branch: 'heads',
      controlPlaneId: 'cp_1',
      copy: join(folder, 'copy'),
    });

    await expect(place.bring([one], ever)).rejects.toThrow(/git ls-remote/);
  });
});

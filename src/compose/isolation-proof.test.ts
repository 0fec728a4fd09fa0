import { chmod, link, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isolationProof } from './isolation-proof.ts';

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plimsoll-proof-'));
  file = join(dir, 'isolation.json');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const PROOF = { schema: 'plimsoll.isolation/1', account: 'os/1001', provenAt: 1_795_000_000_000 };
const write = async (value: unknown, mode = 0o644, to = file) => {
  await writeFile(to, typeof value === 'string' ? value : JSON.stringify(value));
  await chmod(to, mode);
};
/** Only what root left counts: where the tests do not run as root, nothing that they write does. */
const isRoot = process.geteuid?.() === 0;

describe('the proof that agents are kept out', () => {
  it('counts when root left it, and from nobody else', async () => {
    await write(PROOF);

    expect(isolationProof(dir)).toEqual(isRoot ? { account: 'os/1001', provenAt: PROOF.provenAt } : null);
  });

  it.each<[string, () => Promise<void>]>([
    ['is not there', async () => undefined],
    ['others may write', () => write(PROOF, 0o666)],
    ['a group may write', () => write(PROOF, 0o664)],
    ['is no JSON', () => write('proven')],
    ['names no account', () => write({ ...PROOF, account: 'root' })],
    ['says more than it may', () => write({ ...PROOF, level: 'A3' })],
    ['has no time', () => write({ ...PROOF, provenAt: 'now' })],
    ['is larger than any', () => write(`${JSON.stringify(PROOF)}${' '.repeat(2_000)}`)],
    [
      'is a link',
      async () => {
        await write(PROOF, 0o644, join(dir, 'other.json'));
        await symlink(join(dir, 'other.json'), file);
      },
    ],
    [
      'has a second name',
      async () => {
        await write(PROOF);
        await link(file, join(dir, 'other.json'));
      },
    ],
  ])('does not count when it %s', async (_, make) => {
    await make();

    expect(isolationProof(dir)).toBeNull();
  });
});

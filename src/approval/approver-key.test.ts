import { chmod, link, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRefusal } from '../core/kernel/refusal.ts';
import { createApproverKey, describeApproverKey, openApproverKey } from './approver-key.ts';
import { isSignedBy } from './signing-key.ts';

const PASSPHRASE = 'amber-kite-olive-ridge-seven-wolf';
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'approver-key-'));
  file = join(folder, 'ada.key');
});

afterEach(() => rm(folder, { recursive: true }));

describe('an approver key', () => {
  it('is made, lies sealed in a 0600 file, and signs after its passphrase was given', async () => {
    const made = await createApproverKey(file, 'person:ada', PASSPHRASE);
    if (isRefusal(made)) throw new Error(made.message);

    const opened = await openApproverKey(file, 'amber kite olive  ridge seven wolf ');
    if (isRefusal(opened)) throw new Error(opened.message);

    const signature = opened.sign('application/vnd.in-toto+json', 'text');
    expect(isSignedBy(made.publicKey, signature, 'application/vnd.in-toto+json', 'text')).toBe(true);
    expect(opened).toMatchObject({ kind: 'ed25519', person: 'person:ada', keyId: made.keyId });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8')).private.kdf).toMatchObject({
      name: 'scrypt',
      N: 131_072,
      r: 8,
      p: 1,
    });
    expect(JSON.stringify(opened)).not.toContain('private');
  });

  it('does not open with another passphrase, nor under another name', async () => {
    await createApproverKey(file, 'person:ada', PASSPHRASE);
    const renamed = (await readFile(file, 'utf8')).replace('person:ada', 'person:eve');
    const other = join(folder, 'eve.key');
    await writeFile(other, renamed, { mode: 0o600 });

    expect(await openApproverKey(file, `${PASSPHRASE}s`)).toMatchObject({ code: 'passphrase-wrong' });
    expect(await openApproverKey(other, PASSPHRASE)).toMatchObject({ code: 'passphrase-wrong' });
  });

  it.each([
    ['ada', PASSPHRASE, 'person-name-malformed'],
    ['person:Ada', PASSPHRASE, 'person-name-malformed'],
    ['agent:builder', PASSPHRASE, 'person-name-malformed'],
    ['person:ada', 'short', 'passphrase-too-short'],
    ['person:ada', ' '.repeat(40), 'passphrase-too-short'],
  ])('is not made for %s with the passphrase "%s"', async (person, passphrase, code) => {
    expect(await createApproverKey(file, person, passphrase)).toMatchObject({ code });
    expect(await describeApproverKey(file)).toMatchObject({ code: 'key-file-missing' });
  });
});

// The refusals come before any passphrase is tried, so any text will do for the file.
describe('the file of a key', () => {
  const facts = { person: 'person:ada', publicKey: 'A'.repeat(43) };
  const text = JSON.stringify({
    schema: 'plimsoll.approver-key/1',
    ...facts,
    keyId: 'sha256:66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925',
    private: {
      kdf: { name: 'scrypt', N: 131_072, r: 8, p: 1, salt: 'A'.repeat(43) },
      cipher: { name: 'aes-256-gcm', iv: 'A'.repeat(16), tag: 'A'.repeat(22) },
      sealed: 'A'.repeat(64),
    },
  });
  const codeOf = async (path = file) => (await describeApproverKey(path)) as { code?: string; remedy?: string };

  beforeEach(() => writeFile(file, text, { mode: 0o600 }));

  it('says whose it is without the passphrase', async () => {
    expect(await describeApproverKey(file)).toMatchObject(facts);
  });

  it.each([0o640, 0o604, 0o660, 0o700, 0o644])(
    'is refused with the mode %o, and the way out is named',
    async (mode) => {
      await chmod(file, mode);

      expect(await codeOf()).toMatchObject({ code: 'key-file-exposed', remedy: `Run: chmod 600 ${file}` });
    },
  );

  it('has its name quoted where a shell needs it', async () => {
    const odd = join(folder, "it's a key; rm x");
    await writeFile(odd, text, { mode: 0o644 });

    expect((await codeOf(odd)).remedy).toBe(`Run: chmod 600 '${folder}/it'\\''s a key; rm x'`);
  });

  it('is refused when it is a link, soft or hard', async () => {
    const soft = join(folder, 'soft.key');
    await symlink(file, soft);
    expect((await codeOf(soft)).code).toBe('key-file-is-link');

    await link(file, join(folder, 'hard.key'));
    expect((await codeOf()).code).toBe('key-file-is-link');
  });

  it.each([
    ['another shape', '{}'],
    ['no JSON', 'ssh-ed25519 AAAA'],
    ['another key’s id', text.replace('sha256:6', 'sha256:7')],
    ['a field nobody knows', text.replace('{', '{"more":1,')],
    ['another cipher', text.replace('aes-256-gcm', 'none')],
  ])('is refused with %s', async (_, other) => {
    await writeFile(file, other);

    expect((await codeOf()).code).toBe('key-file-malformed');
  });

  it('is refused when it is no file, or too large for a key', async () => {
    const directory = join(folder, 'directory');
    await mkdir(directory);
    expect((await codeOf(directory)).code).toBe('key-file-unreadable');

    await writeFile(file, 'x'.repeat(20_000));
    expect((await codeOf()).code).toBe('key-file-unreadable');
  });

  it('is never written over', async () => {
    const made = await createApproverKey(file, 'person:ada', PASSPHRASE);

    expect(made).toMatchObject({ code: 'key-file-exists' });
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});

import { describe, expect, it } from 'vitest';
import { openSecret, SealedSecret, sealSecret } from './sealed-secret.ts';

// Cheap, for tests alone: nothing in the product passes a cost.
const COST = { N: 2 ** 10, r: 8, p: 1 };
const SECRET = Buffer.from('a secret of thirty-two bytes or so');

const sealed = () => sealSecret(SECRET, 'right words', 'about', COST);
const open = (from: SealedSecret, passphrase = 'right words', about = 'about') =>
  openSecret(from, passphrase, about, COST);

describe('a sealed secret', () => {
  it('opens with its passphrase', async () => {
    const from = await sealed();

    expect(SealedSecret.safeParse(from).success).toBe(true);
    expect(await open(from)).toEqual(SECRET);
    expect(await open(from, ' right-words')).toEqual(SECRET);
  });

  it('opens with an accent written in either of its forms', async () => {
    const from = await sealSecret(SECRET, 'caf\u00e9 olive', '', COST);

    expect(await open(from, 'cafe\u0301 olive', '')).toEqual(SECRET);
  });

  it('has an own salt and nonce each time', async () => {
    const [one, other] = [await sealed(), await sealed()];

    expect(one.kdf.salt).not.toBe(other.kdf.salt);
    expect(one.cipher.iv).not.toBe(other.cipher.iv);
    expect(one.sealed).not.toBe(other.sealed);
  });

  it('stays closed for another passphrase or another text beside it', async () => {
    const from = await sealed();

    expect(await open(from, 'wrong words')).toBeUndefined();
    expect(await open(from, 'right words', 'another')).toBeUndefined();
  });

  it('stays closed after any change', async () => {
    const from = await sealed();
    const other = await sealed();

    expect(await open({ ...from, sealed: other.sealed })).toBeUndefined();
    expect(await open({ ...from, kdf: { ...from.kdf, salt: other.kdf.salt } })).toBeUndefined();
    expect(await open({ ...from, cipher: { ...from.cipher, iv: other.cipher.iv } })).toBeUndefined();
    expect(await open({ ...from, cipher: { ...from.cipher, tag: other.cipher.tag } })).toBeUndefined();
    // A short tag is easy to guess.
    expect(await open({ ...from, cipher: { ...from.cipher, tag: from.cipher.tag.slice(0, 6) } })).toBeUndefined();
  });

  it('takes its cost from us and not from the file', async () => {
    const from = await sealed();

    expect(await openSecret(from, 'right words', 'about')).toBeUndefined();
    expect(await open({ ...from, kdf: { ...from.kdf, N: 2 ** 30 } })).toBeUndefined();
  });
});

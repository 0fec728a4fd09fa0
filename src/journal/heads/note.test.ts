import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isHeadSignedBy, originOf, readHead, readHeads, readVerifierKey, signHead, verifierKeyText } from './note.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = String(publicKey.export({ format: 'jwk' }).x);
const origin = originOf('cp_1');
const head = { origin, seq: 4_182, hash: `sha256:${'ab'.repeat(32)}`, trust: `sha256:${'cd'.repeat(32)}` };
const signed = (changes: Partial<typeof head> = {}): string =>
  signHead({ ...head, ...changes }, raw, (bytes) => sign(null, bytes, privateKey));
const key = readVerifierKey(verifierKeyText(origin, raw));

describe('a signed head', () => {
  it('is a checkpoint: origin, size, base64 hash, trust, blank line, signature', () => {
    const lines = signed().split('\n');

    expect(lines.slice(0, 5)).toEqual([
      'plimsoll-chain/v1/cp_1',
      '4182',
      Buffer.from('ab'.repeat(32), 'hex').toString('base64'),
      `trust sha256:${'cd'.repeat(32)}`,
      '',
    ]);
    expect(lines[5]).toMatch(/^\u2014 plimsoll-chain\/v1\/cp_1 [A-Za-z0-9+/]{90,91}=*$/);
    expect(lines.slice(6)).toEqual(['']);
  });

  it('is signed over the text before the blank line, with the key’s hash in front, as other tools expect', () => {
    const [text = '', line = ''] = signed().split('\n\n');
    const bytes = Buffer.from(line.trim().split(' ')[2] ?? '', 'base64');
    const typed = Buffer.concat([Buffer.from([1]), Buffer.from(raw, 'base64url')]);

    expect(verify(null, Buffer.from(`${text}\n`), publicKey, bytes.subarray(4))).toBe(true);
    expect(bytes.subarray(0, 4).toString('hex')).toBe(
      createHash('sha256').update(`${origin}\n`).update(typed).digest('hex').slice(0, 8),
    );
  });

  it('is read back, and known by its key alone', () => {
    const read = readHead(signed());

    expect(read).toMatchObject(head);
    expect(key).toBeDefined();
    if (read === undefined || key === undefined) return;
    expect(isHeadSignedBy(read, key)).toBe(true);
    const other = String(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x);
    const stranger = readVerifierKey(verifierKeyText(origin, other));
    expect(stranger !== undefined && isHeadSignedBy(read, stranger)).toBe(false);
  });

  it('is not read, or not signed, with any one character changed', () => {
    const note = signed();
    for (let at = 0; at < note.length; at += 1) {
      const changed = `${note.slice(0, at)}${note[at] === 'x' ? 'y' : 'x'}${note.slice(at + 1)}`;
      const read = readHead(changed);
      expect([at, read !== undefined && key !== undefined && isHeadSignedBy(read, key)]).toEqual([at, false]);
    }
  });

  it.each([
    ['a size with a zero in front', (note: string) => note.replace('\n4182\n', '\n04182\n')],
    ['a line more', (note: string) => note.replace('\n\n', '\nmore\n\n')],
    ['no end of line', (note: string) => note.slice(0, -1)],
    ['a signature that is no base64', (note: string) => note.replace(/=*\n$/, '*\n')],
  ])('is not read with %s', (_what, change) => {
    expect(readHead(change(signed()))).toBeUndefined();
  });

  it('stands in a file behind the others', () => {
    const notes = [signed({ seq: 1 }), signed({ seq: 2 })];

    expect(readHeads(notes.join(''))).toEqual(notes);
    expect(readHeads(notes.join('\n'))?.map((note) => readHead(note)?.seq)).toEqual([1, 2]);
    expect(readHeads(`${notes.join('')}and more`)).toBeUndefined();
    expect(readHeads('')).toEqual([]);
  });

  it('knows no key by another hash, name or kind', () => {
    const line = verifierKeyText(origin, raw);

    expect(readVerifierKey(line.replace(/\+[0-9a-f]{8}\+/, '+00000000+'))).toBeUndefined();
    expect(readVerifierKey(line.replace('cp_1', 'cp_2'))).toBeUndefined();
    expect(readVerifierKey('plimsoll-chain/v1/cp_1+00000000+')).toBeUndefined();
  });
});

import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { z } from 'zod';

/** What a guess of the passphrase costs. */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 128 MiB and a good part of a second for each guess. */
export const SCRYPT_COST: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };

const KEY_BYTES = 32;
const Base64Url = z.string().regex(/^[A-Za-z0-9_-]{16,256}$/);

/** A secret that only its passphrase opens. */
export const SealedSecret = z.strictObject({
  kdf: z.strictObject({ name: z.literal('scrypt'), N: z.int(), r: z.int(), p: z.int(), salt: Base64Url }),
  cipher: z.strictObject({ name: z.literal('aes-256-gcm'), iv: Base64Url, tag: Base64Url }),
  sealed: Base64Url,
});
export type SealedSecret = z.infer<typeof SealedSecret>;

/** Encrypts a secret under a passphrase, with an own salt. `about` is bound to it: another text beside it opens nothing. */
export async function sealSecret(
  secret: Uint8Array,
  passphrase: string,
  about: string,
  cost: ScryptCost = SCRYPT_COST,
): Promise<SealedSecret> {
  const salt = randomBytes(32);
  const iv = randomBytes(12);
  const key = await stretch(passphrase, salt, cost);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(about, 'utf8'));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  key.fill(0);
  return {
    kdf: { name: 'scrypt', ...cost, salt: salt.toString('base64url') },
    cipher: { name: 'aes-256-gcm', iv: iv.toString('base64url'), tag: cipher.getAuthTag().toString('base64url') },
    sealed: sealed.toString('base64url'),
  };
}

/** The secret, or undefined when the passphrase is wrong or anything was altered. */
export async function openSecret(
  from: SealedSecret,
  passphrase: string,
  about: string,
  cost: ScryptCost = SCRYPT_COST,
): Promise<Buffer | undefined> {
  // The costs are ours, not the file's: another's file must not make us spend more, or think less was enough.
  if (from.kdf.N !== cost.N || from.kdf.r !== cost.r || from.kdf.p !== cost.p) return undefined;
  const tag = Buffer.from(from.cipher.tag, 'base64url');
  const iv = Buffer.from(from.cipher.iv, 'base64url');
  if (tag.length !== 16 || iv.length !== 12) return undefined;
  const key = await stretch(passphrase, Buffer.from(from.kdf.salt, 'base64url'), cost);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(about, 'utf8')).setAuthTag(tag);
  key.fill(0);
  try {
    return Buffer.concat([decipher.update(Buffer.from(from.sealed, 'base64url')), decipher.final()]);
  } catch {
    return undefined;
  }
}

function stretch(passphrase: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { N: cost.N, r: cost.r, p: cost.p, maxmem: 256 * cost.N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(spoken(passphrase), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

// Words may be typed with spaces or hyphens between them, and a letter with an accent in either of its two forms.
const spoken = (passphrase: string): string =>
  passphrase
    .normalize('NFKC')
    .trim()
    .replace(/[\s-]+/gu, '-');

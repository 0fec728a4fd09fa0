import { createHash, createPublicKey, verify } from 'node:crypto';
import type { Tip } from '../chain.ts';

/*
 * A signed journal head in the form of a C2SP checkpoint, so that other people's tools can read and check it too:
 *
 *   plimsoll-chain/v1/cp_…          the origin: a chain, not a Merkle tree
 *   4182                            how many entries
 *   <base64 of the 32 bytes of the hash of the last one>
 *   trust sha256:…                  the trust list in force there
 *
 *   — plimsoll-chain/v1/cp_… <base64 of 4 bytes of the key's hash and the 64 bytes of the signature>
 */

const ED25519 = 1;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const ORIGIN = /^plimsoll-chain\/v1\/[A-Za-z0-9_-]{1,80}$/;
const SIGNATURE_LINE = /^\u2014 (\S{1,120}) ([A-Za-z0-9+/]+={0,2})$/;

/** What a head says. */
export interface Head extends Tip {
  readonly origin: string;
  /** The digest of the trust list in force there; null while nobody was enrolled. */
  readonly trust: string | null;
}

/** A head as it was read, with what was signed and by whom it claims to be. */
export interface SignedHead extends Head {
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly keyHash: string; readonly signature: Buffer }[];
}

/** A public key that heads are checked with, as read from its one-line form. */
export interface VerifierKey {
  readonly name: string;
  readonly keyHash: string;
  /** The 32 bytes, base64url. */
  readonly publicKey: string;
}

/** The origin line of a control plane's heads, and the name of the key that signs them. */
export const originOf = (controlPlaneId: string): string => `plimsoll-chain/v1/${controlPlaneId}`;

/** The one-line public form of a head key: name, hash and key, as other tools for such notes take it too. */
export const verifierKeyText = (name: string, publicKey: string): string =>
  `${name}+${keyHashOf(name, publicKey)}+${keyBytes(publicKey).toString('base64')}`;

/** The signed text of a head. */
export function signHead(head: Head, publicKey: string, sign: (bytes: Uint8Array) => Buffer): string {
  const text = headText(head);
  const signature = Buffer.concat([
    Buffer.from(keyHashOf(head.origin, publicKey), 'hex'),
    sign(Buffer.from(text, 'utf8')),
  ]);
  return `${text}\n\u2014 ${head.origin} ${signature.toString('base64')}\n`;
}

/** Reads a signed head; undefined when it is none, or is written in any other way than ours. */
export function readHead(note: string): SignedHead | undefined {
  const end = note.indexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, end + 1);
  const head = headIn(text);
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map(signatureIn);
  if (head === undefined || !signatures.every((one) => one !== undefined)) return undefined;
  return { ...head, text, signatures };
}

/** Reads the one-line form of a key; undefined when it is none. */
export function readVerifierKey(line: string): VerifierKey | undefined {
  const [name = '', keyHash = '', key = '', ...more] = line.trim().split('+');
  // Base64 may hold plus signs of its own.
  const bytes = strictBase64([key, ...more].join('+'));
  if (!ORIGIN.test(name) || bytes?.length !== 33 || bytes[0] !== ED25519) return undefined;
  const publicKey = bytes.subarray(1).toString('base64url');
  return keyHash === keyHashOf(name, publicKey) ? { name, keyHash, publicKey } : undefined;
}

/** Whether a key made one of a head's signatures. */
export function isHeadSignedBy(head: SignedHead, key: VerifierKey): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.publicKey } as const;
  const bytes = Buffer.from(head.text, 'utf8');
  return head.signatures.some(
    ({ name, keyHash, signature }) =>
      name === key.name &&
      keyHash === key.keyHash &&
      head.origin === key.name &&
      verify(null, bytes, createPublicKey({ key: jwk, format: 'jwk' }), signature),
  );
}

/** All heads in a text in which one follows the other, as they are exported; undefined where something else stands between. */
export function readHeads(text: string): readonly string[] | undefined {
  if (text === '') return [];
  const notes = text.split(/(?<=\n)\n*(?=plimsoll-chain\/v1\/)/);
  return notes.every((note) => readHead(note) !== undefined) ? notes : undefined;
}

function headText({ origin, seq, hash, trust }: Head): string {
  const bytes = Buffer.from(hash.slice('sha256:'.length), 'hex');
  return `${origin}\n${seq}\n${bytes.toString('base64')}\ntrust ${trust ?? 'none'}\n`;
}

// Read, then written again and compared: what has two writings is not taken.
function headIn(text: string): Head | undefined {
  const [origin = '', size = '', base64 = '', trustLine = ''] = text.split('\n');
  const bytes = strictBase64(base64);
  const trust = /^trust (none|sha256:[0-9a-f]{64})$/.exec(trustLine)?.[1];
  const seq = Number(size);
  if (!ORIGIN.test(origin) || bytes?.length !== 32 || trust === undefined || !Number.isSafeInteger(seq))
    return undefined;
  const head = { origin, seq, hash: `sha256:${bytes.toString('hex')}`, trust: trust === 'none' ? null : trust };
  return headText(head) === text ? head : undefined;
}

function signatureIn(line: string): SignedHead['signatures'][number] | undefined {
  const [, name, base64 = ''] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = strictBase64(base64);
  if (name === undefined || bytes?.length !== 68) return undefined;
  return { name, keyHash: bytes.subarray(0, 4).toString('hex'), signature: bytes.subarray(4) };
}

const keyBytes = (publicKey: string): Buffer =>
  Buffer.concat([Buffer.from([ED25519]), Buffer.from(publicKey, 'base64url')]);

const keyHashOf = (name: string, publicKey: string): string =>
  createHash('sha256').update(`${name}\n`, 'utf8').update(keyBytes(publicKey)).digest('hex').slice(0, 8);

function strictBase64(text: string): Buffer | undefined {
  if (!BASE64.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

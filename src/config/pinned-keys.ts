import { createHash, createPublicKey } from 'node:crypto';
import type { PinnedKey } from '../core/unit/verification.ts';
import type { PathFault } from './problem/fault.ts';
import { quoted } from './problem/readable.ts';
import { itemsAt, type Written } from './yaml/written.ts';

/** Gives the text of a file beside the configuration; undefined when it cannot be read. */
export type ReadBeside = (file: string) => string | undefined;

/** The public keys that a file names, by the name it gives them, and what is wrong with the others. */
export interface PinnedKeys {
  readonly keys: ReadonlyMap<string, PinnedKey>;
  readonly faults: readonly PathFault[];
}

/** Reads the keys of all statements. Where nothing can be read beside the configuration, a key is known by its name alone and fits no signature. */
export function pinKeys(root: Written, read: ReadBeside | undefined): PinnedKeys {
  const keys = new Map<string, PinnedKey>();
  const faults: PathFault[] = [];
  for (const [entry] of itemsAt(root, ['verification']).entries()) {
    for (const [index, file] of itemsAt(root, ['verification', entry, 'keys']).entries()) {
      if (typeof file !== 'string') continue;
      const found = read === undefined ? unread(file) : pin(file, read(file));
      if ('spki' in found) keys.set(file, found);
      else faults.push({ path: ['verification', entry, 'keys', index], on: 'value', ...found });
    }
  }
  return { keys, faults };
}

const unread = (file: string): PinnedKey => ({ file, algorithm: 'ed25519', keyId: '', spki: '' });

type KeyFault = Pick<PathFault, 'code' | 'message' | 'remedy'>;

const MAKE_KEY = 'openssl genpkey -algorithm ed25519 -out ci.key && openssl pkey -in ci.key -pubout -out keys/ci.pub';

function pin(file: string, pem: string | undefined): PinnedKey | KeyFault {
  if (pem === undefined) {
    const message = `the key ${quoted(file)} cannot be read`;
    return { code: 'key-missing', message, remedy: `put the public key there; to make a pair: ${MAKE_KEY}` };
  }
  // Node would make the public key of a private one: such a file must not be here at all.
  if (pem.includes('PRIVATE KEY')) {
    const message = `${quoted(file)} is a private key`;
    return { code: 'key-private', message, remedy: 'take it out of here, make a new pair, and name the public key' };
  }
  return publicKeyOf(file, pem) ?? unfit(file);
}

function publicKeyOf(file: string, pem: string): PinnedKey | undefined {
  try {
    if (pem.length > 10_000 || pem.split('-----BEGIN').length !== 2) return undefined;
    const key = createPublicKey({ key: pem, format: 'pem' });
    const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
    if (key.asymmetricKeyType !== 'ed25519' && !isP256) return undefined;
    const spki = key.export({ format: 'der', type: 'spki' });
    const keyId = `sha256:${createHash('sha256').update(spki).digest('hex')}`;
    return { file, algorithm: isP256 ? 'ecdsa-p256' : 'ed25519', keyId, spki: spki.toString('base64') };
  } catch {
    return undefined;
  }
}

const unfit = (file: string): KeyFault => ({
  code: 'key-unfit',
  message: `${quoted(file)} is no public key of Ed25519 or ECDSA P-256 in PEM`,
  remedy: 'write the public key alone:  openssl pkey -in ci.key -pubout -out keys/ci.pub',
});

import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { Bytes32, DigestText } from './fields.ts';
import { createPrivateFile, readPrivateFile } from './private-file.ts';
import { type PublicKeyFacts, publicFacts } from './signing-key.ts';

const KeyFile = z.strictObject({
  schema: z.literal('plimsoll.control-plane-key/1'),
  publicKey: Bytes32,
  keyId: DigestText,
  /** PKCS#8, base64url. No passphrase: the control plane must start by itself, so its folder is what guards it. */
  private: z.string().regex(/^[\w-]{1,200}$/),
});

/**
 * The control plane's own Ed25519 key, open in this process. It signs what the control plane itself says: journal heads, records and
 * provenance. It approves nothing: no trust list ever holds it. What it signs must begin with words of its own kind (the origin of a
 * head, the encoding of DSSE), so that a signature for one kind is none for another.
 */
export class ControlPlaneKey implements PublicKeyFacts {
  readonly publicKey: string;
  readonly keyId: string;
  readonly #private: KeyObject;

  constructor(privateKey: KeyObject) {
    const facts = publicFacts(privateKey);
    this.publicKey = facts.publicKey;
    this.keyId = facts.keyId;
    this.#private = privateKey;
  }

  /** The 64 bytes of the signature over just these bytes. */
  sign(bytes: Uint8Array): Buffer {
    return sign(null, bytes, this.#private);
  }
}

/** A key that lies in no file and is gone with the process. */
export const passingControlPlaneKey = (): ControlPlaneKey =>
  new ControlPlaneKey(generateKeyPairSync('ed25519').privateKey);

/** Opens the key of a control plane, made at its first start in a new 0600 file. A file others can read, or a link, is refused. */
export async function openControlPlaneKey(file: string): Promise<ControlPlaneKey | Refusal> {
  const read = await readPrivateFile(file);
  if (!isRefusal(read)) return fromText(file, read.text);
  return read.code === 'key-file-missing' ? createKey(file) : read;
}

async function createKey(file: string): Promise<ControlPlaneKey | Refusal> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' });
  const content: z.infer<typeof KeyFile> = {
    schema: 'plimsoll.control-plane-key/1',
    ...publicFacts(privateKey),
    private: secret.toString('base64url'),
  };
  secret.fill(0);
  return (await createPrivateFile(file, `${canonical(content)}\n`)) ?? new ControlPlaneKey(privateKey);
}

function fromText(file: string, text: string): ControlPlaneKey | Refusal {
  try {
    const content = KeyFile.parse(JSON.parse(text));
    const der = Buffer.from(content.private, 'base64url');
    const key = new ControlPlaneKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
    if (key.publicKey === content.publicKey && key.keyId === content.keyId) return key;
  } catch {
    // What is wrong with it is not said: its text is a secret.
  }
  const remedy = 'Put it back from a copy; or move it away: the next start makes a new key, and says so in the record';
  return refuse('key-file-malformed', `${file} is no key of a control plane`, remedy);
}

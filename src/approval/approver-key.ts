import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../core/kernel/refusal.ts';
import { canonical } from '../core/plan/canonical.ts';
import { Bytes32, DigestText, PersonText } from './fields.ts';
import { createPrivateFile, readPrivateFile } from './private-file.ts';
import { openSecret, SealedSecret, sealSecret } from './sealed-secret.ts';
import { keyIdOf, type PublicKeyFacts, publicFacts, SigningKey } from './signing-key.ts';

const SHORTEST_PASSPHRASE = 12;

const KeyFile = z.strictObject({
  schema: z.literal('plimsoll.approver-key/1'),
  person: PersonText,
  publicKey: Bytes32,
  keyId: DigestText,
  private: SealedSecret,
});
type KeyFile = z.infer<typeof KeyFile>;

/** What a key file says without its passphrase. */
export interface ApproverKeyFacts extends PublicKeyFacts {
  readonly person: string;
}

/** Makes a new key for a person and writes it to a new 0600 file, sealed by the passphrase. */
export async function createApproverKey(
  file: string,
  person: string,
  passphrase: string,
): Promise<SigningKey | Refusal> {
  if (!PersonText.safeParse(person).success) {
    return refuse('person-name-malformed', `${person} is no name of a person`, 'Write it like person:ada');
  }
  if (passphrase.trim().length < SHORTEST_PASSPHRASE) {
    return refuse(
      'passphrase-too-short',
      `A passphrase needs ${SHORTEST_PASSPHRASE} characters or more`,
      'Take the six words that are offered',
    );
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  const facts = { person, ...publicFacts(privateKey) };
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' });
  const sealed = await sealSecret(secret, passphrase, aboutOf(facts));
  secret.fill(0);
  const content: KeyFile = { schema: 'plimsoll.approver-key/1', ...facts, private: sealed };
  const refused = await createPrivateFile(file, `${canonical(content)}\n`);
  return refused ?? new SigningKey('ed25519', person, privateKey);
}

/** Whose key a file holds, and which. Nothing here is proven before the key is opened. */
export async function describeApproverKey(file: string): Promise<ApproverKeyFacts | Refusal> {
  const read = await readKeyFile(file);
  return isRefusal(read) ? read : { person: read.person, publicKey: read.publicKey, keyId: read.keyId };
}

/** Opens a key with its passphrase. It is kept nowhere: every signature asks again. */
export async function openApproverKey(file: string, passphrase: string): Promise<SigningKey | Refusal> {
  const read = await readKeyFile(file);
  if (isRefusal(read)) return read;
  const secret = await openSecret(read.private, passphrase, aboutOf(read));
  if (secret === undefined) {
    return refuse(
      'passphrase-wrong',
      `The passphrase does not open ${file}, or the file was altered`,
      'Type it again; a lost passphrase cannot be replaced: enrol a new key',
    );
  }
  const privateKey = createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' });
  secret.fill(0);
  return new SigningKey('ed25519', read.person, privateKey);
}

async function readKeyFile(file: string): Promise<KeyFile | Refusal> {
  const read = await readPrivateFile(file);
  if (isRefusal(read)) return read;
  const content = parsed(read.text);
  return content === undefined || content.keyId !== keyIdOf(content.publicKey)
    ? refuse('key-file-malformed', `${file} is no approver key`, 'Name a file made by: plimsoll approver add --key')
    : content;
}

function parsed(text: string): KeyFile | undefined {
  try {
    return KeyFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What the seal binds besides the secret: a file with another name or public key in it does not open. */
const aboutOf = (facts: ApproverKeyFacts): string =>
  canonical({ person: facts.person, publicKey: facts.publicKey, keyId: facts.keyId });

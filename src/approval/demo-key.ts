import { generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import { Bytes32, DigestText } from './fields.ts';
import { keyIdOf, SigningKey } from './signing-key.ts';

/** The labelled demo approver. The name is reserved: nobody can enrol under it. */
export const DEMO_PERSON = 'person:demo';

/** The trust list of a demo: its own one key, of a kind that counts nowhere else. */
export const DemoTrust = z
  .strictObject({
    schema: z.literal('plimsoll.demo-trust/1'),
    person: z.literal(DEMO_PERSON),
    publicKey: Bytes32,
    keyId: DigestText,
  })
  .refine((trust) => trust.keyId === keyIdOf(trust.publicKey));
export type DemoTrust = z.infer<typeof DemoTrust>;

/** Makes the demo's key: it lives in this process alone and proves nothing (A0). */
export const createDemoKey = (): SigningKey =>
  new SigningKey('demo', DEMO_PERSON, generateKeyPairSync('ed25519').privateKey);

/** The demo list of a demo key. */
export const demoTrustOf = (key: SigningKey): DemoTrust => ({
  schema: 'plimsoll.demo-trust/1',
  person: DEMO_PERSON,
  publicKey: key.publicKey,
  keyId: key.keyId,
});

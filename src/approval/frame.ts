import { z } from 'zod';
import type { Digest } from '../core/kernel/id.ts';
import { Bytes32, DigestText, LabelText, MomentText, NameText, PersonText, WrittenText } from './fields.ts';

/** The in-toto type of every statement. */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/** One thing under the signature, by name and digest. */
export const Subject = z.strictObject({
  name: NameText,
  digest: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
});
export type Subject = z.infer<typeof Subject>;

/** What every statement says of itself: who signs with which key and why, from when until when, and where it counts. */
export const SIGNED = {
  controlPlaneId: LabelText,
  reason: WrittenText,
  approver: PersonText,
  credentialId: DigestText,
  issuedAt: MomentText,
  notAfter: MomentText,
};

/** What makes a statement good for one use, on the journal whose head the person saw. */
export const SINGLE_USE = {
  nonce: Bytes32,
  logHead: z.strictObject({ seq: z.int().nonnegative(), hash: DigestText }),
};

/** A thing under the signature. */
export const subjectNamed = (name: string, digest: Digest | string): Subject => ({
  name,
  digest: { sha256: digest.slice('sha256:'.length) },
});

/** The statement of a signed change: one thing under the signature, and every field required. */
export const changeStatement = <T extends string, P extends z.ZodRawShape>(predicateType: T, about: P) =>
  z.strictObject({
    _type: z.literal(STATEMENT_TYPE),
    predicateType: z.literal(predicateType),
    subject: z.tuple([Subject]),
    predicate: z.strictObject({ ...SIGNED, ...about }),
  });

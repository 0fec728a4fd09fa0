import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InvariantViolation } from '../../core/kernel/invariant.ts';

const Statement = z.object({
  predicateType: z.string(),
  subject: z.array(z.object({ digest: z.object({ sha256: z.string() }) })),
  predicate: z.object({ nonce: z.string().optional(), planDigest: z.string().optional() }),
});

/**
 * What a passkey signs for a statement: SHA-256 of the predicate type, a zero byte, the nonce, the digest of the plan and the
 * digest of the statement, 32 bytes each. A change of something else than a deployment has its new document in the plan's
 * place; one that its own version makes single-use has zeros in the nonce's.
 */
export function challengeOf(statement: string): string {
  const { predicateType, subject, predicate } = Statement.parse(JSON.parse(statement));
  const plan = predicate.planDigest?.slice('sha256:'.length) ?? subject[0]?.digest.sha256 ?? '';
  const nonce = predicate.nonce === undefined ? Buffer.alloc(32) : Buffer.from(predicate.nonce, 'base64url');
  return boundChallenge(predicateType, nonce, Buffer.from(plan, 'hex'), sha256(statement));
}

/** The challenge that binds these under a domain. Every part has 32 bytes: nothing can move from one into the next. */
export function boundChallenge(domain: string, ...parts: readonly Uint8Array[]): string {
  if (parts.some((part) => part.length !== 32)) throw new InvariantViolation('a part of a challenge is not 32 bytes');
  return createHash('sha256').update(`${domain}\0`, 'utf8').update(Buffer.concat(parts)).digest('base64url');
}

/** SHA-256 of a text's UTF-8 bytes. */
export const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

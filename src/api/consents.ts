import { z } from 'zod';

const Name = z.string().min(1).max(200);

/** Who would sign a change, with which key, and why. */
export const ConsentWishBody = z.strictObject({ reason: z.string().max(4_096), approver: Name, credentialId: Name });
export type ConsentWish = z.infer<typeof ConsentWishBody>;

/** The same for a change of policy: what a configuration file proposes, or what waits in a place for more signatures. */
export const PolicyWishBody = z.union([
  ConsentWishBody.extend({ config: z.string().min(1).max(4_096), environment: Name }),
  ConsentWishBody.extend({ unit: Name, environment: Name }),
]);
export type PolicyWish = z.infer<typeof PolicyWishBody>;

/** The same for a change of the trust list that waits. */
export const TrustWishBody = ConsentWishBody.extend({ proposal: Name });
export type TrustWish = z.infer<typeof TrustWishBody>;

/**
 * What is to be signed, to the byte, and for a passkey the challenge that is bound to it. It is good once: what it changes is another
 * thing afterwards.
 */
export interface ToSign {
  readonly statement: string;
  /** base64url, as `navigator.credentials.get` takes it once it is decoded. */
  readonly challenge: string;
}

import type { Digest } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Assurance } from './assurance.ts';

/** What an approver signs about an environment, apart from any deployment. */
export type EnvironmentAct = 'release' | 'accept-drift' | 'adopt';

/** A person's signed act on an environment, after every check of signature, trust list and what was shown. */
export interface VerifiedAct {
  /** Made only by src/approval/act/verify.ts; a test shows that nothing else in the product writes this mark. */
  readonly __verified: true;
  readonly act: EnvironmentAct;
  readonly unit: string;
  readonly environment: string;
  /** Of the hold, the drift or the release that was shown. */
  readonly contextDigest: Digest;
  /** `person:ada` */
  readonly approver: string;
  readonly groups: readonly string[];
  readonly kind: 'ed25519' | 'webauthn' | 'demo';
  readonly assurance: Assurance;
  readonly credentialId: string;
  readonly reason: string;
  readonly nonce: string;
  readonly issuedAt: Instant;
  readonly notAfter: Instant;
  readonly statementDigest: Digest;
  /** The bundle as it was signed, for anyone who verifies later. */
  readonly bundle: unknown;
}

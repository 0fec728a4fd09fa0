import type { Instant } from '../kernel/instant.ts';
import type { Assurance } from './assurance.ts';

/** One approver's signature under breaking the glass of a stage or a bake, verified before it is recorded. */
export interface GlassSignature {
  readonly approver: string;
  readonly groups: readonly string[];
  readonly kind: 'ed25519' | 'webauthn' | 'demo';
  readonly assurance: Assurance;
  readonly credentialId: string;
  readonly reason: string;
  /** The bundle as it was signed, for anyone who verifies later. */
  readonly bundle: unknown;
}

/** A stage or a bake that approvers shorten. It still ends on what the judge has proven, and under every rule of the guard. */
export interface BrokenGlass {
  readonly signatures: readonly GlassSignature[];
  /** From when on its time counts as served: at once with two approvers, after a notice with one. */
  readonly effectiveAt: Instant;
}

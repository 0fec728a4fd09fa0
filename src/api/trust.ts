import type { Bundle } from '../approval/bundle.ts';
import type { TrustChange } from '../approval/trust-change.ts';
import type { TrustList } from '../approval/trust-list.ts';

/** A change of the trust list that waits for signatures, with the version it would make. */
export interface TrustProposalView {
  readonly id: string;
  readonly change: TrustChange;
  readonly at: number;
  /** The list as it would be: what an approver signs, after computing it too. */
  readonly next: TrustList;
  /** Who signed already. */
  readonly signed: readonly string[];
  /** How many distinct persons must sign. */
  readonly needed: number;
}

/** Whom a control plane trusts, and what waits to change that. */
export interface TrustView {
  readonly controlPlaneId: string;
  /** Null while nobody is enrolled: production is locked. */
  readonly list: TrustList | null;
  /** The list's digest, to compare and to pin. */
  readonly fingerprint: string | null;
  readonly proposals: readonly TrustProposalView[];
}

/** One approver's signature under a proposed change. */
export interface TrustConsentRequest {
  readonly proposal: string;
  readonly bundle: Bundle;
}

import type { Bundle } from '../approval/bundle.ts';
import type { DemoTrust } from '../approval/demo-key.ts';
import { changeId, nextTrustList, type TrustChange } from '../approval/trust-change.ts';
import { type TrustList, trustDigest } from '../approval/trust-list.ts';
import type { Isolation } from '../approval/verify/assurance.ts';
import { hours } from '../core/kernel/duration.ts';
import { between, type Instant } from '../core/kernel/instant.ts';
import { isRefusal } from '../core/kernel/refusal.ts';

/** A proposal that nobody signs is forgotten. */
const PROPOSAL_LASTS = hours(7 * 24);

/** One approver's signature under a proposed change. */
export interface TrustSignature {
  readonly approver: string;
  readonly bundle: Bundle;
}

/** What happens to whom a control plane trusts. */
export type TrustEvent =
  | { readonly type: 'TrustChangeProposed'; readonly change: TrustChange; readonly at: Instant }
  | { readonly type: 'TrustChangeSigned'; readonly proposal: string; readonly signature: TrustSignature }
  | {
      readonly type: 'TrustListAdopted';
      readonly list: TrustList;
      /** The digest of the list, for whoever pins it; absent in records from before there was one. */
      readonly fingerprint?: string;
      /** What it came from, and who signed that; absent for the first list. */
      readonly proposal?: string;
      readonly signatures?: readonly TrustSignature[];
    }
  | { readonly type: 'DemoApproverEnrolled'; readonly trust: DemoTrust }
  | { readonly type: 'IsolationProven'; readonly isolation: Isolation }
  | { readonly type: 'IsolationLost' }
  | {
      readonly type: 'ControlPlaneReset';
      readonly controlPlaneId: string;
      readonly previous: string;
      readonly reason: string;
    };

const TRUST_EVENTS: Readonly<Record<TrustEvent['type'], true>> = {
  TrustChangeProposed: true,
  TrustChangeSigned: true,
  TrustListAdopted: true,
  DemoApproverEnrolled: true,
  IsolationProven: true,
  IsolationLost: true,
  ControlPlaneReset: true,
};

/** Whether something that happened to a control plane is about whom it trusts. */
export const isTrustEvent = (event: { readonly type: string }): event is TrustEvent =>
  Object.hasOwn(TRUST_EVENTS, event.type);

/** A change that waits for signatures. */
export interface TrustProposal {
  readonly id: string;
  readonly change: TrustChange;
  readonly at: Instant;
  readonly signatures: readonly TrustSignature[];
}

/** Whom a control plane trusts, what waits to change that, and what was proven of its isolation. */
export interface Enrolled {
  readonly trust: TrustList | null;
  readonly demo: DemoTrust | null;
  readonly isolation: Isolation | null;
  readonly proposals: readonly TrustProposal[];
}

/** A new control plane trusts nobody: production is locked. */
export const NOBODY: Enrolled = { trust: null, demo: null, isolation: null, proposals: [] };

/** What is so after one more event. */
export function enrolledAfter(before: Enrolled, event: TrustEvent): Enrolled {
  switch (event.type) {
    case 'TrustChangeProposed': {
      const { change, at } = event;
      const others = before.proposals.filter(({ id }) => id !== changeId(change));
      return { ...before, proposals: [...others, { id: changeId(change), change, at, signatures: [] }] };
    }
    case 'TrustChangeSigned': {
      const { proposal, signature } = event;
      const signed = before.proposals.map((one) =>
        one.id === proposal ? { ...one, signatures: [...one.signatures, signature] } : one,
      );
      return { ...before, proposals: signed };
    }
    case 'TrustListAdopted':
      return { ...before, trust: event.list, proposals: stillOpen(before.proposals, event.list) };
    case 'DemoApproverEnrolled':
      return { ...before, demo: event.trust };
    case 'IsolationProven':
      return { ...before, isolation: event.isolation };
    case 'IsolationLost':
      return { ...before, isolation: null };
    case 'ControlPlaneReset':
      return NOBODY;
  }
}

// A signature names the version it makes. On another list the same change is another version: it is signed anew.
const stillOpen = (proposals: readonly TrustProposal[], list: TrustList): readonly TrustProposal[] =>
  proposals
    .filter(({ change, at }) => !isRefusal(nextTrustList(list, change, at)))
    .map((one) => ({ ...one, signatures: [] }));

/** The proposals that can still be signed. */
export const openProposals = ({ proposals }: Enrolled, now: Instant): readonly TrustProposal[] =>
  proposals.filter(({ at }) => between(at, now) <= PROPOSAL_LASTS);

/** The fingerprint of the present list: what banners and exported heads show. */
export const fingerprintOf = ({ trust }: Enrolled): string | null => (trust === null ? null : trustDigest(trust));

/** Whether a key counts now, of whatever kind. */
export const isTrusted = ({ trust, demo }: Enrolled, keyId: string): boolean =>
  demo?.keyId === keyId || (trust?.keys.some(({ id, revokedAt }) => id === keyId && revokedAt === null) ?? false);

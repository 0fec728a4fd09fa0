import type { Proof } from '../core/principal/principal.ts';

/** Which entries of the journal are wanted, newest first; null is any. */
export interface AuditRequest {
  readonly unit: string | null;
  readonly environment: string | null;
  readonly deployment: string | null;
  /** `person:ada`; or a kind alone, `agent:`. */
  readonly principal: string | null;
  /** The type of an entry, `ApprovalGranted`. */
  readonly type: string | null;
  /** Recorded at this moment or later. */
  readonly since: string | null;
  readonly limit: number;
  /** Goes on before the last one of a page; null begins with the newest. */
  readonly cursor: number | null;
}

/** One entry of the journal, and what proves it. */
export interface AuditEntry {
  readonly seq: number;
  readonly time: string;
  readonly type: string;
  /** What it is about: a deployment, an environment, or the control plane itself. */
  readonly about: {
    readonly kind: 'deployment' | 'environment' | 'statement' | 'control-plane';
    /** The deployment's id, else what the entry's stream is called. */
    readonly id: string;
    readonly unit: string | null;
    readonly environment: string | null;
  };
  readonly principal: string;
  /** How they had proved who they are. */
  readonly proof: Proof;
  /** Its link in the chain. */
  readonly hash: string;
}

/** What was found when the chain of the journal was looked at. */
export interface ChainView {
  /** Every entry up to this one follows from the one before it. */
  readonly checkedTo: number;
  readonly hash: string;
  readonly checkedAt: string;
  /** The first bad entry and what is wrong; null while all is well. */
  readonly broken: { readonly seq: number; readonly detail: string } | null;
}

/** A page of the journal, newest first, and how the whole of it stands. */
export interface Audit {
  readonly entries: readonly AuditEntry[];
  /** Asks for the next page; null on the last one. A page may be short, or empty, and still not be the last. */
  readonly cursor: number | null;
  /** The newest entry. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** Null where nobody checks it here: `plimsoll verify` does. */
  readonly chain: ChainView | null;
}

/** The most entries of one page. */
export const MOST_ENTRIES = 500;

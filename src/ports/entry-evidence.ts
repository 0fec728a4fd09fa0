import type { ProvenanceRecord } from '../core/evidence/entry-evidence.ts';
import type { StatementSearch } from '../core/evidence/statement.ts';
import type { Digest } from '../core/kernel/id.ts';
import type { Refusal } from '../core/kernel/refusal.ts';
import type { Artifact, ArtifactSpec } from '../core/unit/artifact.ts';
import type { StatementRequirement } from '../core/unit/verification.ts';
import type { EffectContext } from './driver-error.ts';

/** Finds signed statements about a source. It asks nobody: what lies there is read and checked, offline. */
export interface StatementReader {
  /** Everything that lies where a requirement says, in the folder of the configuration; what counts is decided by the core. */
  search(requirement: StatementRequirement, folder: string): Promise<StatementSearch>;
  /** Reads envelopes that were found elsewhere, each with the place that messages name. */
  read(requirement: StatementRequirement, found: readonly FoundEnvelope[]): StatementSearch;
}

/** An envelope that lay beside an artifact. Whoever may write to a registry may have put it there. */
export interface FoundEnvelope {
  readonly place: string;
  readonly text: string;
}

/** What lies beside artifacts: signed statements about them, and their bills of materials. */
export type Attachment = 'statement' | 'sbom';

/** Keeps signed statements and bills of materials beside the artifacts that they are about. They go when a registry removes these. */
export interface StatementStore {
  /** Stores one beside an artifact and returns its digest. Keeping the same bytes again changes nothing. */
  keep(unit: string, artifact: Digest, text: string, effect: EffectContext, what?: Attachment): Promise<Digest>;
  /** Every one beside an artifact, the newest first; statements unless something else is asked for. */
  beside(unit: string, artifact: Digest, signal: AbortSignal, what?: Attachment): Promise<readonly string[]>;
}

/** How one artifact came about. */
export interface Packaged {
  readonly unit: string;
  readonly version: string;
  readonly commit: string;
  readonly dirty: boolean;
  readonly spec: ArtifactSpec;
  readonly artifact: Artifact;
  /** The deployment or plan that it was packaged for. */
  readonly invocation: string;
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** Signs and checks where artifacts come from, with the control plane's own key. */
export interface ProvenanceSigner {
  sign(packaged: Packaged): string;
  /** What everyone may know of the key, to check what it signed. */
  publicKey(): { readonly publicKey: string; readonly keyId: string };
  /** The first of these envelopes that this control plane signed for just this artifact and commit; else what is wrong. */
  find(
    envelopes: readonly string[],
    expected: { readonly artifact: Pick<Artifact, 'name' | 'digest' | 'sbom'>; readonly commit: string },
  ): { readonly envelope: string; readonly record: ProvenanceRecord } | Refusal;
}

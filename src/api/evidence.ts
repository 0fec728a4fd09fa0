import type { EntryEvidence, ProvenanceRecord } from '../core/evidence/entry-evidence.ts';
import type { VerificationRequirement } from '../core/unit/verification.ts';

/** The provenance of one artifact as it lies beside it now. */
export interface StoredProvenance {
  readonly artifact: string;
  readonly artifactDigest: string;
  /** What was recorded when it was packaged; null in older records. */
  readonly record: ProvenanceRecord | null;
  /** The DSSE envelope, byte for byte; null where it is gone or no longer what was recorded. */
  readonly envelope: string | null;
  readonly problem: { readonly code: string; readonly message: string; readonly remedy: string } | null;
}

/** The bill of materials of one artifact as it lies beside it now. */
export interface StoredSbom {
  readonly artifact: string;
  /** What was recorded when it was packaged. */
  readonly digest: string;
  readonly components: number;
  /** The document, byte for byte; null where it is gone or no longer what was recorded. */
  readonly document: string | null;
}

/** Where the release of a deployment comes from, and what was shown of that. */
export interface EvidenceView {
  readonly deployment: string;
  readonly commit: string;
  readonly requirements: readonly VerificationRequirement[];
  /** What was found; null while nothing was looked for, or nothing is asked for. */
  readonly entry: EntryEvidence | null;
  /** In words, a line for each requirement. */
  readonly lines: readonly string[];
  readonly provenance: readonly StoredProvenance[];
  /** In CycloneDX, for each artifact that has one. */
  readonly sboms: readonly StoredSbom[];
  /** The artifacts that were not built here, in words. */
  readonly origins: readonly string[];
  /** The control plane's public key in PEM, to check provenance without it. */
  readonly publicKey: string;
  readonly keyId: string;
}

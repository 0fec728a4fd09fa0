import type { CheckSpec } from './environment.ts';

/** The predicate types that are understood: what each says, and when it was said, is known. */
export const PREDICATES = {
  provenance: 'https://slsa.dev/provenance/v1',
  tests: 'https://in-toto.io/attestation/test-result/v0.1',
  review: 'https://in-toto.io/attestation/svr/v0.1',
  summary: 'https://slsa.dev/verification_summary/v1',
} as const;

/** What a statement is about. */
export type PredicateKind = keyof typeof PREDICATES;

/** Any value of this parameter will do; it need not even be there. */
export const ANY_VALUE = '*';

/** A public key that a requirement pins: who holds the private one may make the statement. */
export interface PinnedKey {
  /** As it is written in the configuration. */
  readonly file: string;
  readonly algorithm: 'ed25519' | 'ecdsa-p256';
  /** SHA-256 of the SubjectPublicKeyInfo. */
  readonly keyId: string;
  /** The SubjectPublicKeyInfo, base64. */
  readonly spki: string;
}

/** Stands in the place of a path: envelopes lie beside the artifacts, as referrers in their registry. */
export const FROM_REGISTRY = 'registry';

/** A signed statement that must be there: in-toto Statement v1 in a DSSE envelope. */
export interface StatementRequirement {
  readonly kind: 'statement';
  readonly predicate: PredicateKind;
  /** Whether it must name the commit, or every artifact that is built from it. */
  readonly subject: 'commit' | 'artifact';
  /** Where envelopes lie: a path or pattern, relative to the configuration file; or FROM_REGISTRY. */
  readonly from: string;
  readonly keys: readonly PinnedKey[];
  /** Provenance: who may have built. Reviews and summaries: who may have verified. */
  readonly makers: readonly string[];
  /** Provenance: the ways of building that are known. */
  readonly buildTypes: readonly string[];
  /** Provenance: the external parameters that are known, dotted, each with the values it may have. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Reviews and summaries: what must have been verified. */
  readonly properties: readonly string[];
}

/** A command that the engine itself runs in the source of the commit, before anything is packaged. */
export interface CommandRequirement {
  readonly kind: 'command';
  readonly check: CheckSpec;
}

/** What "verified code" means for a unit: every one of these must hold. */
export type VerificationRequirement = StatementRequirement | CommandRequirement;

/** A requirement in a few words: `https://slsa.dev/provenance/v1 by keys/ci.pub`, `npm test`. */
export const requirementText = (requirement: VerificationRequirement): string =>
  requirement.kind === 'command'
    ? requirement.check.run
    : `${PREDICATES[requirement.predicate]} by ${requirement.keys.map(({ file }) => file).join(' or ')}`;

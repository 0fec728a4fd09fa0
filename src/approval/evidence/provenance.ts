import type { ProvenanceRecord } from '../../core/evidence/entry-evidence.ts';
import { isRefusal, type Refusal, refuse } from '../../core/kernel/refusal.ts';
import { canonical } from '../../core/plan/canonical.ts';
import type { Artifact, ArtifactSpec } from '../../core/unit/artifact.ts';
import { type PinnedKey, PREDICATES } from '../../core/unit/verification.ts';
import type { ControlPlaneKey } from '../control-plane-key.ts';
import { IN_TOTO, preAuthEncoding } from '../dsse.ts';
import { STATEMENT_TYPE } from '../frame.ts';
import { subjectOf } from '../statement.ts';
import { byproductDigests } from './byproducts.ts';
import { envelopeText } from './envelope.ts';
import { readStatement } from './read-statement.ts';

/** How one artifact came about here. */
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

/** Who packages: this control plane in this version. */
export interface Packager {
  readonly controlPlaneId: string;
  readonly version: string;
  readonly key: ControlPlaneKey;
}

const SBOM_TYPE = 'application/vnd.cyclonedx+json';
const BUILD_TYPE = 'urn:plimsoll:build:files:v1';

/** The SLSA provenance of an artifact, signed by the control plane's own key, as a DSSE envelope. */
export function signProvenance(packaged: Packaged, packager: Packager): string {
  const payload = canonical(provenanceOf(packaged, packager));
  return envelopeText(payload, packager.key.keyId, packager.key.sign(preAuthEncoding(IN_TOTO, payload)));
}

function provenanceOf(packaged: Packaged, { controlPlaneId, version }: Packager) {
  const { unit, commit, dirty, spec, artifact, invocation, startedAt, finishedAt } = packaged;
  const time = (at: number): string => new Date(at).toISOString();
  return {
    _type: STATEMENT_TYPE,
    subject: subjectOf([artifact]),
    predicateType: PREDICATES.provenance,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: {
          unit,
          version: packaged.version,
          artifact: { name: spec.name, path: spec.path, ...(spec.run === null ? {} : { run: spec.run }) },
          ...(dirty ? { uncommitted: true } : {}),
        },
        internalParameters: {},
        resolvedDependencies: [{ name: 'source', digest: { gitCommit: commit } }],
      },
      runDetails: {
        builder: { id: builderOf(controlPlaneId), version: { plimsoll: version } },
        metadata: { invocationId: invocation, startedOn: time(startedAt), finishedOn: time(finishedAt) },
        ...byproductsOf(artifact),
      },
    },
  };
}

/** What was made of an artifact beside it, in the words of SLSA. */
const byproductsOf = ({ sbom }: Pick<Artifact, 'sbom'>) =>
  sbom === undefined
    ? {}
    : {
        byproducts: [{ name: 'sbom', mediaType: SBOM_TYPE, digest: { sha256: sbom.digest.slice('sha256:'.length) } }],
      };

const builderOf = (controlPlaneId: string): string => `urn:plimsoll:control-plane:${controlPlaneId}`;

/** What a stored envelope must be the provenance of. */
export interface Expected {
  /** Where it has a bill of materials, the provenance must name just that. */
  readonly artifact: Pick<Artifact, 'name' | 'digest' | 'sbom'>;
  readonly commit: string;
}

/** Checks the provenance of an artifact as anybody can who has the public key: signature, builder, artifact, commit. */
export function checkProvenance(
  envelope: string,
  { artifact, commit }: Expected,
  { key, controlPlaneId }: { readonly key: PinnedKey; readonly controlPlaneId: string },
): ProvenanceRecord | Refusal {
  const file = `the provenance of ${artifact.name}`;
  const read = readStatement(file, Buffer.from(envelope, 'utf8'), { keys: [key], predicate: 'provenance' });
  if ('unfit' in read) return refuse(read.unfit.code, read.unfit.message, AGAIN);
  if ('ofType' in read) return refuse('statement-of-another-type', `${file} is a ${read.ofType}`, AGAIN);
  const { subjects, claim, digest } = read.signed;
  const isIt = subjects.length === 1 && `sha256:${subjects[0]?.digest.sha256}` === artifact.digest;
  if (!isIt) return refuse('statement-for-other-artifacts', `${file} is about something else`, AGAIN);
  if (claim.predicate !== 'provenance' || claim.builder !== builderOf(controlPlaneId))
    return refuse('builder-not-pinned', `${file} names another builder than this control plane`, AGAIN);
  if (!claim.commits.includes(commit))
    return refuse('provenance-of-another-commit', `${file} does not name commit ${commit}`, AGAIN);
  if (artifact.sbom !== undefined && !byproductDigests(envelope).includes(artifact.sbom.digest))
    return refuse('provenance-without-sbom', `${file} does not name its bill of materials`, AGAIN);
  return { artifact: artifact.name, artifactDigest: artifact.digest, statementDigest: digest, keyId: key.keyId };
}

const AGAIN = 'Deploy again: it is packaged and signed anew';

/** The newest of several envelopes that is the provenance of this artifact and commit; else what is wrong with the last. */
export function findProvenance(
  envelopes: readonly string[],
  expected: Expected,
  packager: Parameters<typeof checkProvenance>[2],
): { readonly envelope: string; readonly record: ProvenanceRecord } | Refusal {
  let refusal = refuse('provenance-missing', `There is no provenance of ${expected.artifact.name}`, AGAIN);
  for (const envelope of envelopes) {
    const record = checkProvenance(envelope, expected, packager);
    if (!isRefusal(record)) return { envelope, record };
    refusal = record;
  }
  return refusal;
}

/** The control plane's public key, to be pinned by whoever checks what it signed. */
export function publicKeyOf(key: Pick<ControlPlaneKey, 'publicKey' | 'keyId'>): PinnedKey {
  // The fixed beginning of every Ed25519 SubjectPublicKeyInfo.
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key.publicKey, 'base64url')]);
  return {
    file: 'the control plane’s key',
    algorithm: 'ed25519',
    keyId: key.keyId,
    spki: spki.toString('base64'),
  };
}

/** The control plane's public key as openssl and other tools read it. */
export function publicKeyPem(key: Pick<ControlPlaneKey, 'publicKey' | 'keyId'>) {
  const { spki, keyId } = publicKeyOf(key);
  return { publicKey: `-----BEGIN PUBLIC KEY-----\n${spki}\n-----END PUBLIC KEY-----\n`, keyId };
}

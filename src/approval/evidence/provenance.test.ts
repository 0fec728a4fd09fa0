import { describe, expect, it } from 'vitest';
import type { Digest } from '../../core/kernel/id.ts';
import { passingControlPlaneKey } from '../control-plane-key.ts';
import { findProvenance, publicKeyOf, publicKeyPem, signProvenance } from './provenance.ts';
import { readStatement } from './read-statement.ts';

const COMMIT = 'c'.repeat(40);
const artifact = { name: 'app', kind: 'files', digest: `sha256:${'a'.repeat(64)}` as Digest, bytes: 9 } as const;
const packaged = {
  ...{ unit: 'shop', version: '1.0.0', commit: COMMIT, dirty: false, artifact, invocation: 'dep_1' },
  spec: { name: 'app', kind: 'files', path: 'dist', run: 'npm run build' },
  ...{ startedAt: 0, finishedAt: 1_000 },
} as const;
const key = passingControlPlaneKey();
const packager = { key, controlPlaneId: 'cp_1', version: '0.1.0' };
const checker = { key: publicKeyOf(key), controlPlaneId: 'cp_1' };
const envelope = signProvenance(packaged, packager);
const expected = { artifact, commit: COMMIT };

describe('the provenance of what is packaged here', () => {
  it('is a signed SLSA statement that any reader of such statements takes', () => {
    const read = readStatement('p.json', Buffer.from(envelope), { keys: [checker.key], predicate: 'provenance' });

    expect(read).toMatchObject({
      signed: {
        subjects: [{ name: 'app', digest: { sha256: 'a'.repeat(64) } }],
        madeAt: 1_000,
        claim: {
          builder: 'urn:plimsoll:control-plane:cp_1',
          buildType: 'urn:plimsoll:build:files:v1',
          commits: [COMMIT],
          parameters: { unit: 'shop', 'artifact.path': 'dist', 'artifact.run': 'npm run build' },
        },
      },
    });
  });

  it('is found among others by artifact and commit', () => {
    const later = signProvenance({ ...packaged, commit: 'd'.repeat(40) }, packager);

    expect(findProvenance([later, envelope], expected, checker)).toMatchObject({
      envelope,
      record: { artifact: 'app', artifactDigest: artifact.digest, keyId: key.keyId },
    });
  });

  it('names the bill of materials that was made beside it, and is not that of an artifact with another one', () => {
    const sbom = (digit: string) => ({ digest: `sha256:${digit.repeat(64)}` as Digest, components: 3 });
    const withBill = signProvenance({ ...packaged, artifact: { ...artifact, sbom: sbom('1') } }, packager);
    const codeFor = (one: string, digit: string) => {
      const found = findProvenance([one], { artifact: { ...artifact, sbom: sbom(digit) }, commit: COMMIT }, checker);
      return 'code' in found ? found.code : 'good';
    };

    expect([codeFor(withBill, '1'), codeFor(withBill, '2'), codeFor(envelope, '1')]).toEqual([
      'good',
      'provenance-without-sbom',
      'provenance-without-sbom',
    ]);
    // Whoever does not ask for one takes it as before.
    expect(findProvenance([withBill], expected, checker)).toMatchObject({ envelope: withBill });
  });

  it('says when uncommitted changes went into it', () => {
    const dirty = signProvenance({ ...packaged, dirty: true }, packager);
    const read = readStatement('p.json', Buffer.from(dirty), { keys: [checker.key], predicate: 'provenance' });

    expect(read).toMatchObject({ signed: { claim: { parameters: { uncommitted: 'true' } } } });
  });

  const other = passingControlPlaneKey();
  it.each<[string, string, object, string]>([
    ['none', '', {}, 'envelope-not-json'],
    [
      'that of another artifact',
      envelope,
      { artifact: { ...artifact, digest: `sha256:${'b'.repeat(64)}` } },
      'statement-for-other-artifacts',
    ],
    ['that of another commit', envelope, { commit: 'd'.repeat(40) }, 'provenance-of-another-commit'],
    ['one by another key', signProvenance(packaged, { ...packager, key: other }), {}, 'signature-not-pinned'],
    [
      'one of another control plane',
      signProvenance(packaged, { ...packager, controlPlaneId: 'cp_2' }),
      {},
      'builder-not-pinned',
    ],
  ])('is refused when it is %s', (_, text, changes, code) => {
    expect(findProvenance([text], { ...expected, ...changes }, checker)).toMatchObject({ code });
  });

  it('is missing where nothing lies beside the artifact', () => {
    expect(findProvenance([], expected, checker)).toMatchObject({ code: 'provenance-missing' });
  });

  it('can be checked with a public key in PEM', () => {
    expect(publicKeyPem(key).publicKey).toMatch(
      /^-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA[\w+/]{43}=\n-----END PUBLIC KEY-----\n$/,
    );
  });
});

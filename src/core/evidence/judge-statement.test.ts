import { describe, expect, it } from 'vitest';
import { aDigest, NOON } from '../../testing/builders.ts';
import {
  aProvenanceRequirement,
  aProvenanceStatement,
  aTestsRequirement,
  aTestsStatement,
  COMMIT,
} from '../../testing/evidence.ts';
import { hours, minutes } from '../kernel/duration.ts';
import { later } from '../kernel/instant.ts';
import type { StatementRequirement } from '../unit/verification.ts';
import { refuseStatement } from './judge-statement.ts';
import type { Shipped } from './shipped.ts';
import type { Claim, SignedStatement } from './statement.ts';

const SHIPPED: Shipped = { commit: COMMIT, dirty: false, artifacts: [{ name: 'app', digest: aDigest('1') }] };
const FRESHNESS = { at: NOON, maxAge: hours(24) };

const codeOf = (
  requirement: StatementRequirement,
  statement: SignedStatement,
  shipped: Partial<Shipped> = {},
): string | undefined => refuseStatement(requirement, statement, { ...SHIPPED, ...shipped }, FRESHNESS)?.code;

const tests = (changes: Partial<SignedStatement>): SignedStatement => aTestsStatement(changes);
const said = (changes: Partial<Extract<Claim, { predicate: 'tests' }>>): SignedStatement =>
  tests({ claim: { predicate: 'tests', result: 'PASSED', passed: 1, failed: [], ...changes } });

describe('a statement about a commit', () => {
  it('shows what is asked for when all of it is right', () => {
    expect(codeOf(aTestsRequirement(), aTestsStatement())).toBeUndefined();
  });

  it.each<[string, SignedStatement, string]>([
    ['by a key that is pinned no longer', tests({ keyId: aDigest('7') }), 'signature-not-pinned'],
    ['of another type', aProvenanceStatement(), 'statement-of-another-type'],
    [
      'about another commit',
      tests({ subjects: [{ name: '', digest: { gitCommit: '2'.repeat(40) } }] }),
      'statement-for-another-commit',
    ],
    [
      'about part of the commit id',
      tests({ subjects: [{ name: '', digest: { gitCommit: '1'.repeat(39) } }] }),
      'statement-for-another-commit',
    ],
    [
      'about a file of the same hash',
      tests({ subjects: [{ name: '', digest: { sha512: COMMIT } }] }),
      'statement-for-another-commit',
    ],
    [
      'that names it as sha1 and another as commit',
      tests({ subjects: [{ name: '', digest: { gitCommit: '2'.repeat(40), sha1: COMMIT } }] }),
      'statement-for-another-commit',
    ],
    [
      'that names it only in words',
      tests({ subjects: [{ name: COMMIT, digest: { sha256: '2'.repeat(64) } }] }),
      'statement-for-another-commit',
    ],
    ['of tests that failed', said({ result: 'FAILED' }), 'tests-not-passed'],
    ['of tests that warned', said({ result: 'WARNED' }), 'tests-not-passed'],
    ['that says both', said({ failed: ['checkout adds up'] }), 'tests-not-passed'],
    ['without a date', tests({ madeAt: null }), 'statement-undated'],
    ['from the future', tests({ madeAt: later(NOON, minutes(2)) }), 'statement-from-the-future'],
    ['that is too old', tests({ madeAt: later(NOON, hours(-25)) }), 'statement-too-old'],
  ])('is refused: one %s', (_, statement, code) => {
    expect(codeOf(aTestsRequirement(), statement)).toBe(code);
  });

  it('is refused where uncommitted changes travel along', () => {
    expect(codeOf(aTestsRequirement(), aTestsStatement(), { dirty: true })).toBe('source-not-committed');
  });

  it.each([
    ['sha1', { sha1: COMMIT }],
    ['one subject of several', { gitCommit: COMMIT, sha256: '2'.repeat(64) }],
  ])('may name it as %s', (_, digest) => {
    const subjects = [
      { name: 'other', digest: { sha256: '3'.repeat(64) } },
      { name: 'source', digest },
    ];

    expect(codeOf(aTestsRequirement(), tests({ subjects }))).toBeUndefined();
  });

  it('counts for as long as evidence_max_age, to the millisecond, and a clock may be a minute ahead', () => {
    const aged = (by: number) => codeOf(aTestsRequirement(), tests({ madeAt: (NOON - by) as typeof NOON }));

    expect([aged(hours(24)), aged(hours(24) + 1)]).toEqual([undefined, 'statement-too-old']);
    expect([aged(-minutes(1)), aged(-minutes(1) - 1)]).toEqual([undefined, 'statement-from-the-future']);
  });
});

const PROVENANCE = aProvenanceStatement().claim as Extract<Claim, { predicate: 'provenance' }>;
const built = (changes: Partial<typeof PROVENANCE>): SignedStatement =>
  aProvenanceStatement({ claim: { ...PROVENANCE, ...changes } });

describe('the provenance of artifacts', () => {
  it('shows what is asked for when all of it is right', () => {
    expect(codeOf(aProvenanceRequirement(), aProvenanceStatement())).toBeUndefined();
  });

  it.each<[string, SignedStatement, string]>([
    ['another builder', built({ builder: 'https://ci.acme.test/runner/' }), 'builder-not-pinned'],
    ['another way of building', built({ buildType: 'https://ci.acme.test/workflow/v2' }), 'build-type-not-listed'],
    [
      'an unknown parameter',
      built({ parameters: { ...PROVENANCE.parameters, debug: 'true' } }),
      'parameter-not-listed',
    ],
    [
      'a parameter that is part of every object',
      built({ parameters: { ...PROVENANCE.parameters, toString: 'x' } }),
      'parameter-not-listed',
    ],
    [
      'another branch',
      built({ parameters: { ...PROVENANCE.parameters, ref: 'refs/heads/evil' } }),
      'parameter-not-allowed',
    ],
    ['no branch', built({ parameters: { run: '17' } }), 'parameter-missing'],
    ['another source', built({ commits: ['2'.repeat(40)] }), 'provenance-of-another-commit'],
    ['no source', built({ commits: [] }), 'provenance-of-another-commit'],
    [
      'other artifacts',
      aProvenanceStatement({ subjects: [{ name: 'app', digest: { sha256: '2'.repeat(64) } }] }),
      'statement-for-other-artifacts',
    ],
    [
      'the digest under another algorithm',
      aProvenanceStatement({ subjects: [{ name: 'app', digest: { sha512: '1'.repeat(64) } }] }),
      'statement-for-other-artifacts',
    ],
  ])('is refused with %s', (_, statement, code) => {
    expect(codeOf(aProvenanceRequirement(), statement)).toBe(code);
  });

  it('must name every artifact', () => {
    const artifacts = [...(SHIPPED.artifacts ?? []), { name: 'config', digest: aDigest('2') }];
    const both = aProvenanceStatement({
      subjects: [...aProvenanceStatement().subjects, { name: 'config', digest: { sha256: '2'.repeat(64) } }],
    });

    expect(codeOf(aProvenanceRequirement(), aProvenanceStatement(), { artifacts })).toBe(
      'statement-for-other-artifacts',
    );
    expect(codeOf(aProvenanceRequirement(), both, { artifacts })).toBeUndefined();
  });

  it('is not yet asked for its artifacts while nothing is built, and may leave out what may be anything', () => {
    expect(codeOf(aProvenanceRequirement(), aProvenanceStatement(), { artifacts: null })).toBeUndefined();
    expect(codeOf(aProvenanceRequirement(), built({ parameters: { ref: 'refs/heads/main' } }))).toBeUndefined();
  });

  it('is refused while no builder is pinned, and says what to write', () => {
    const refusal = refuseStatement(aProvenanceRequirement({ makers: [] }), aProvenanceStatement(), SHIPPED, FRESHNESS);

    expect(refusal?.code).toBe('builder-not-pinned');
    expect(refusal?.remedy).toContain('builders: ["https://ci.acme.test/runner"]');
  });
});

describe('a review', () => {
  const requirement = aTestsRequirement({
    predicate: 'review',
    makers: ['https://reviews.acme.test'],
    properties: ['CODE_REVIEWED', 'TWO_PERSONS'],
  });
  const review = (changes: object = {}): SignedStatement =>
    aTestsStatement({
      claim: {
        ...{ predicate: 'review', verifier: 'https://reviews.acme.test', passed: true },
        ...{ properties: ['TWO_PERSONS', 'CODE_REVIEWED', 'SIGNED_OFF'] },
        ...changes,
      } as Claim,
    });

  it('shows what is asked for, and may say more', () => {
    expect(codeOf(requirement, review())).toBeUndefined();
  });

  it.each([
    ['another verifier', { verifier: 'https://other.acme.test' }, 'verifier-not-pinned'],
    ['a bad result', { passed: false }, 'verification-not-passed'],
    ['one property of two', { properties: ['CODE_REVIEWED'] }, 'property-missing'],
  ])('is refused with %s', (_, changes, code) => {
    expect(codeOf(requirement, review(changes))).toBe(code);
  });
});

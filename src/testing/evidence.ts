import type { EntryEvidence } from '../core/evidence/entry-evidence.ts';
import type { SignedStatement } from '../core/evidence/statement.ts';
import { minutes } from '../core/kernel/duration.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import type { StatementRequirement, VerificationRequirement } from '../core/unit/verification.ts';
import { aDigest, aPassedCheck, NOON } from './builders.ts';

/** The commit of the release `1` of all test stories. */
export const COMMIT = '1'.repeat(40);

/** Tests that CI ran, signed with a pinned key, about the commit. */
export const aTestsRequirement = (changes: Partial<StatementRequirement> = {}): StatementRequirement => ({
  kind: 'statement',
  predicate: 'tests',
  subject: 'commit',
  from: '.plimsoll/evidence/*.json',
  keys: [{ file: 'keys/ci.pub', algorithm: 'ed25519', keyId: aDigest('9'), spki: '' }],
  makers: [],
  buildTypes: [],
  parameters: {},
  properties: [],
  ...changes,
});

/** Provenance of the artifacts by a known builder in a known way. */
export const aProvenanceRequirement = (changes: Partial<StatementRequirement> = {}): StatementRequirement =>
  aTestsRequirement({
    predicate: 'provenance',
    subject: 'artifact',
    makers: ['https://ci.acme.test/runner'],
    buildTypes: ['https://ci.acme.test/workflow/v1'],
    parameters: { ref: ['refs/heads/main'], run: ['*'] },
    ...changes,
  });

/** A command that the engine runs over the source. */
export const aCommandRequirement = (run = 'npm test'): VerificationRequirement => ({
  kind: 'command',
  check: { run, timeout: minutes(15), junit: null },
});

/** A statement of CI that the tests of the commit passed, ten minutes before noon. */
export const aTestsStatement = (changes: Partial<SignedStatement> = {}): SignedStatement => ({
  file: '.plimsoll/evidence/tests.json',
  digest: aDigest('8'),
  keyId: aDigest('9'),
  subjects: [{ name: 'source', digest: { gitCommit: COMMIT } }],
  madeAt: later(NOON, minutes(-10)),
  claim: { predicate: 'tests', result: 'PASSED', passed: 3, failed: [] },
  ...changes,
});

/** The provenance of the artifact of the release `1`. */
export const aProvenanceStatement = (changes: Partial<SignedStatement> = {}): SignedStatement =>
  aTestsStatement({
    file: '.plimsoll/evidence/provenance.json',
    subjects: [{ name: 'app', digest: { sha256: '1'.repeat(64) } }],
    claim: {
      predicate: 'provenance',
      builder: 'https://ci.acme.test/runner',
      buildType: 'https://ci.acme.test/workflow/v1',
      parameters: { ref: 'refs/heads/main', run: '17' },
      commits: [COMMIT],
    },
    ...changes,
  });

/** What was shown at the entry: these statements and commands that passed. */
export const anEntry = (results: readonly (SignedStatement | string)[], at: Instant = NOON): EntryEvidence => ({
  results: results.map((one) => {
    if (typeof one !== 'string') return { kind: 'statement', accepted: one };
    const { kind: _, ...outcome } = aPassedCheck();
    return { kind: 'command', run: one, outcome, at };
  }),
  at,
});

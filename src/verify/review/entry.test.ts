import { expect, it } from 'vitest';
import type { EntryEvidence } from '../../core/evidence/entry-evidence.ts';
import type { SignedStatement } from '../../core/evidence/statement.ts';
import { refuseUnverified, shippedBy } from '../../core/guard/entry-evidence.ts';
import { hours, minutes } from '../../core/kernel/duration.ts';
import { later } from '../../core/kernel/instant.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { StatementRequirement } from '../../core/unit/verification.ts';
import { aRelease, NOON } from '../../testing/builders.ts';
import {
  aCommandRequirement,
  anEntry,
  aProvenanceRequirement,
  aProvenanceStatement,
  aTestsRequirement,
  aTestsStatement,
} from '../../testing/evidence.ts';
import { breakOfEntry } from './entry.ts';

const REQUIREMENTS = [aTestsRequirement(), aProvenanceRequirement(), aCommandRequirement()] as const;
const release = aRelease('1');
const MAX_AGE = hours(24);

type Asked = readonly [Partial<StatementRequirement>, Partial<StatementRequirement>];

/** What the guard and the checker say of the same evidence: they share no line. */
function both(entry: EntryEvidence | undefined, at = NOON, [tests, provenance]: Asked = [{}, {}]) {
  const verification = [{ ...REQUIREMENTS[0], ...tests }, { ...REQUIREMENTS[1], ...provenance }, REQUIREMENTS[2]];
  const plan = { verification, release, limits: { evidenceMaxAge: MAX_AGE } } as unknown as Plan;
  const guard = refuseUnverified(verification, entry, shippedBy(release), { at, maxAge: MAX_AGE });
  return { guard: guard?.code, checker: breakOfEntry(plan, { entry } as never, at) };
}
const good = (tests: Partial<SignedStatement> = {}, provenance: Partial<SignedStatement> = {}): EntryEvidence =>
  anEntry([aTestsStatement(tests), aProvenanceStatement(provenance), 'npm test']);
const built = (changes: object) => ({ claim: { ...aProvenanceStatement().claim, ...changes } as never });

it('entry evidence that meets the plan is sound to the checker as to the guard', () => {
  expect(both(good())).toEqual({ guard: undefined, checker: undefined });
  expect(both(good({}, built({ parameters: { ref: 'refs/heads/main', run: 'anything' } })))).toEqual({
    guard: undefined,
    checker: undefined,
  });
});

it.each<[string, EntryEvidence | undefined, string, Asked?]>([
  ['nothing was shown', undefined, 'source-not-verified'],
  ['one requirement was left out', anEntry([aTestsStatement(), aProvenanceStatement()]), 'source-not-verified'],
  ['another command ran', anEntry([aTestsStatement(), aProvenanceStatement(), 'true']), 'source-not-verified'],
  ['a key is not pinned', good({ keyId: 'sha256:other' }), 'signature-not-pinned'],
  ['a statement is about another commit', good({ subjects: [] }), 'statement-for-another-commit'],
  [
    'a hash of another name is that of the commit',
    good({ subjects: [{ name: 'x', digest: { sha256: release.commit } }] }),
    'statement-for-another-commit',
  ],
  ['artifacts are others', good({}, { subjects: [] }), 'statement-for-other-artifacts'],
  [
    'a test failed',
    good({ claim: { predicate: 'tests', result: 'FAILED', passed: 1, failed: [] } }),
    'tests-not-passed',
  ],
  ['another builder built it', good({}, built({ builder: 'https://elsewhere.test' })), 'builder-not-pinned'],
  ['it was built in another way', good({}, built({ buildType: 'by hand' })), 'build-type-not-listed'],
  ['it was built of another commit', good({}, built({ commits: [] })), 'provenance-of-another-commit'],
  ['a parameter has another value', good({}, built({ parameters: { ref: 'x', run: '1' } })), 'parameter-not-allowed'],
  [
    'a parameter is not listed',
    good({}, built({ parameters: { ref: 'refs/heads/main', debug: '1' } })),
    'parameter-not-listed',
  ],
  ['a parameter is missing', good({}, built({ parameters: { run: '1' } })), 'parameter-missing'],
  ['a statement has no date', good({ madeAt: null }), 'statement-undated'],
  ['a statement is old', good({ madeAt: later(NOON, -hours(25) as never) }), 'statement-too-old'],
  ['a statement is from the future', good({ madeAt: later(NOON, minutes(2)) }), 'statement-from-the-future'],
  ['the keys became others', good(), 'signature-not-pinned', [{ keys: [] }, {}]],
])('entry evidence falls before both where %s', (_what, entry, code, asked) => {
  const { guard, checker } = both(entry, NOON, asked);

  expect(guard).toBe(code);
  expect(checker).toMatch(/^R1: /);
});

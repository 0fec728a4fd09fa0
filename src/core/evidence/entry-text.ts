import { formatDuration, milliseconds } from '../kernel/duration.ts';
import { between, type Instant } from '../kernel/instant.ts';
import { type PREDICATES, requirementText, type VerificationRequirement } from '../unit/verification.ts';
import type { EntryEvidence, EntryResult } from './entry-evidence.ts';
import type { Claim, SignedStatement } from './statement.ts';

/** What was shown of the source, a line for each requirement; `at` tells how old it is. */
export function entryLines(
  requirements: readonly VerificationRequirement[],
  entry: EntryEvidence | null | undefined,
  at: Instant,
): readonly string[] {
  return requirements.map((requirement, index) => {
    const result = entry?.results[index];
    return result === undefined ? `not looked for yet: ${requirementText(requirement)}` : resultText(result, at);
  });
}

function resultText(result: EntryResult, at: Instant): string {
  if (result.kind === 'command') {
    const { passed, problem, suites } = result.outcome;
    const total = suites.reduce((sum, suite) => sum + suite.total, 0);
    const good = suites.reduce((sum, suite) => sum + suite.passed, 0);
    const counted = total > 0 ? ` ${good}/${total}` : '';
    return `${result.run}: ${passed ? `passed${counted}` : `failed: ${problem}`} · ${ageText(result.at, at)}`;
  }
  if (result.accepted === null) return `NOT SHOWN: ${result.unfit.message}`;
  return statementText(result.accepted, at);
}

function statementText({ claim, keyId, madeAt }: SignedStatement, at: Instant): string {
  const age = madeAt === null ? 'undated' : ageText(madeAt, at);
  return `${NAMES[claim.predicate]}: ${claimText(claim)} · signed by ${keyId.slice(0, 19)}… · ${age}`;
}

/** What each predicate is called where people read it. */
const NAMES: Readonly<Record<keyof typeof PREDICATES, string>> = {
  provenance: 'provenance',
  tests: 'tests',
  review: 'review',
  summary: 'verification summary',
};

function claimText(claim: Claim): string {
  switch (claim.predicate) {
    case 'provenance':
      return `built by ${claim.builder}`;
    case 'tests':
      return claim.passed === 0 ? claim.result : `${claim.result}, ${claim.passed} passed`;
    default:
      return `${claim.properties.join(', ') || 'passed'} by ${claim.verifier}`;
  }
}

function ageText(from: Instant, at: Instant): string {
  const minutes = Math.max(0, Math.floor(between(from, at) / 60_000));
  return minutes === 0 ? 'just now' : `${formatDuration(milliseconds(minutes * 60_000))} old`;
}

import type { EntryEvidence } from '../evidence/entry-evidence.ts';
import { refuseStatement } from '../evidence/judge-statement.ts';
import type { Freshness, Shipped } from '../evidence/shipped.ts';
import { between } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Release } from '../unit/release.ts';
import { requirementText, type VerificationRequirement } from '../unit/verification.ts';

/** What a release ships, for the rule on verified code. */
export const shippedBy = ({ commit, dirty, artifacts }: Pick<Release, 'commit' | 'dirty' | 'artifacts'>): Shipped => ({
  commit,
  dirty,
  artifacts,
});

const AGAIN = 'Deploy again: it is verified anew';

/** Verified code: every requirement was met for just this commit and these artifacts, and not too long ago. */
export function refuseUnverified(
  requirements: readonly VerificationRequirement[],
  entry: EntryEvidence | undefined,
  shipped: Shipped,
  freshness: Freshness,
): Refusal | null {
  if (requirements.length === 0) return null;
  if (entry === undefined || entry.results.length !== requirements.length) {
    return refuse('source-not-verified', 'Nobody verified this source', AGAIN);
  }
  for (const [index, requirement] of requirements.entries()) {
    const refusal = refuseResult(requirement, entry.results[index], shipped, freshness);
    if (refusal !== null) return refusal;
  }
  return null;
}

function refuseResult(
  requirement: VerificationRequirement,
  result: EntryEvidence['results'][number] | undefined,
  shipped: Shipped,
  freshness: Freshness,
): Refusal | null {
  if (requirement.kind === 'statement') {
    if (result?.kind !== 'statement')
      return refuse('source-not-verified', `Nobody looked for ${requirementText(requirement)}`, AGAIN);
    if (result.accepted === null) {
      const { code, message, remedy } = result.unfit;
      return refuse(code, message, remedy);
    }
    return refuseStatement(requirement, result.accepted, shipped, freshness);
  }
  const { run } = requirement.check;
  if (result?.kind !== 'command' || result.run !== run) {
    return refuse('source-not-verified', `Nobody ran ${run}`, AGAIN);
  }
  if (!result.outcome.passed) {
    return refuse(
      'verification-failed',
      `${run}: ${result.outcome.problem ?? 'it did not pass'}`,
      'See what it printed: plimsoll logs ID; mend it and deploy again',
    );
  }
  if (between(result.at, freshness.at) <= freshness.maxAge) return null;
  return refuse('verification-too-old', `${run} was run longer ago than evidence_max_age`, AGAIN);
}

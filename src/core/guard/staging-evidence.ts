import type { Evidence } from '../deployment/evidence.ts';
import type { Digest } from '../kernel/id.ts';
import { between, type Instant } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Plan } from '../plan/plan.ts';
import { digestsOf } from '../unit/release.ts';
import { refuseUnverified, shippedBy } from './entry-evidence.ts';

const RETURN = 'Deploy again: staging makes new evidence';

/** R1: a passed staging validation of the same artifact digests and configuration, not too old. */
export function refuseWithoutEvidence(plan: Plan, evidence: Evidence, at: Instant): Refusal | null {
  if (!areSame(evidence.artifactDigests, digestsOf(plan.release))) {
    return refuse('evidence-for-other-artifacts', 'The staging evidence is for other artifacts than the plan', RETURN);
  }
  if (evidence.environment !== plan.requires || evidence.configDigest !== plan.release.configs[plan.requires]?.digest) {
    return refuse(
      'evidence-for-other-config',
      'The staging evidence is for another configuration than the plan',
      RETURN,
    );
  }
  const smoke = evidence.checks.find((check) => check.kind === 'smoke');
  if (smoke === undefined || evidence.checks.some((check) => !check.passed)) {
    return refuse('evidence-not-passed', 'The staging validation has not passed', RETURN);
  }
  if (between(evidence.at, at) > plan.limits.evidenceMaxAge) {
    return refuse('evidence-stale', 'The staging evidence is older than evidence_max_age', RETURN);
  }
  // Its age is asked for when the promotion begins; here it is seen from the staging that followed it, which has an age of its own.
  const seen = { at: evidence.at, maxAge: plan.limits.evidenceMaxAge };
  return refuseUnverified(plan.verification ?? [], evidence.entry, shippedBy(plan.release), seen);
}

/** Whether two lists of digests are the same, in the same order. */
export const areSame = (one: readonly Digest[], other: readonly Digest[]): boolean =>
  one.length === other.length && one.every((digest, index) => digest === other[index]);

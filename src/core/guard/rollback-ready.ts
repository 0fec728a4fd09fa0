import type { RollbackCertificate } from '../deployment/evidence.ts';
import { between, type Instant } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import type { Plan } from '../plan/plan.ts';
import { digestsOf } from '../unit/release.ts';
import { areSame } from './staging-evidence.ts';

const AGAIN = 'Deploy again: staging rehearses the rollback anew';

/** R4: a fresh rehearsal certificate for this candidate and this rollback target, and the target is there right now. */
export function refuseWithoutRollback(
  plan: Plan,
  certificate: RollbackCertificate,
  isTargetPresent: boolean,
  at: Instant,
): Refusal | null {
  if (
    certificate.candidate !== plan.release.id ||
    !areSame(certificate.candidateDigests, digestsOf(plan.release)) ||
    certificate.candidateConfig !== plan.release.configs[plan.environment]?.digest
  ) {
    return refuse('certificate-for-another-candidate', 'The rehearsal was of another release', AGAIN);
  }
  if (!bindsTarget(plan, certificate)) {
    return refuse(
      'certificate-for-another-target',
      'The rehearsal went back to another release than the plan does',
      AGAIN,
    );
  }
  if (between(certificate.at, at) > plan.limits.evidenceMaxAge) {
    return refuse('certificate-stale', 'The rehearsal is older than evidence_max_age', AGAIN);
  }
  if (!isTargetPresent) {
    return refuse(
      'rollback-target-missing',
      'What a rollback would return to is not there right now',
      'Bring its instances and artifacts back, or roll back',
    );
  }
  return null;
}

function bindsTarget(plan: Plan, certificate: RollbackCertificate): boolean {
  const { rollbackTarget: target } = plan;
  if (target.kind === 'out-of-service') return certificate.rollbackTo === null;
  return (
    certificate.rollbackTo === target.releaseId &&
    certificate.rollbackConfig === target.configDigest &&
    areSame(certificate.rollbackDigests, target.artifactDigests)
  );
}

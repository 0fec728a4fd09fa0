import type { Effect } from '../../src/core/deployment/effect.ts';
import type { Known } from './known.ts';
import type { KnownSlot } from './oracle-slot.ts';

/** What was true outside when an effect began. */
export interface Outside {
  readonly now: number;
  readonly isTargetPresent: boolean;
  readonly staging: KnownSlot;
  readonly production: KnownSlot;
  readonly others: readonly Known[];
}

const sameList = (one: readonly string[], other: readonly string[]): boolean => one.join() === other.join();

/** The rule that beginning this forward production effect now would break; null when it may begin. */
export function brokenByForward(effect: Effect, known: Known, outside: Outside): string | null {
  return (
    brokenByMoment(effect, known) ??
    brokenByHolder(known, outside) ??
    brokenByEvidence(known, outside) ??
    brokenByApprovals(known, outside) ??
    brokenByCalendar(known, outside) ??
    brokenByRehearsal(known, outside)
  );
}

function brokenByMoment(effect: Effect, known: Known): string | null {
  if (known.life !== 'promoted') return `R5 ${effect.kind} without a recorded promotion`;
  if (known.holds.length > 0) return `R7 ${effect.kind} while held: ${known.holds.join(', ')}`;
  if (known.isAsked) return `R7 ${effect.kind} while a person is asked`;
  if (effect.kind === 'shift-traffic' && known.smokes === 0) return 'R8 traffic before the candidate was smoke-tested';
  if (effect.kind === 'shift-traffic' && effect.stageIndex !== known.stage) return 'R7 a shift to another stage';
  if (effect.kind === 'reduce-stable') return brokenByCapacity(effect, known);
  if (effect.kind === 'settle' && !known.isAllOn) return 'R8 stable is replaced while it still has traffic';
  return null;
}

// R8: what is left of stable and the candidates that serve are never fewer than the plan's floor, and nobody is sent to nothing.
function brokenByCapacity(
  { to, traffic }: Extract<Effect, { kind: 'reduce-stable' }>,
  { plan, stage, weightSince }: Known,
): string | null {
  const stages = plan?.strategy.stages ?? [];
  const serving = (weightSince === null ? stages[stage - 1] : stages[stage])?.serving?.candidate ?? 0;
  if (to + serving < (plan?.limits.floor ?? Number.POSITIVE_INFINITY)) return 'R8 fewer serve than the plan’s floor';
  const share = traffic.kind === 'split' ? traffic.candidate : 0;
  if (to === 0 && traffic.kind === 'split' && share < 1000) return 'R8 traffic for a stable that is gone';
  return serving === 0 && share > 0 ? 'R8 traffic for a candidate that is not up' : null;
}

function brokenByHolder({ id, plan }: Known, { production, others }: Outside): string | null {
  if (production.holder !== id) return `R9 ${production.holder} holds production`;
  if (others.some((other) => other.life === 'promoted' || other.life === 'going-back')) return 'R9 two in production';
  const target = plan?.rollbackTarget;
  const planned = target?.kind === 'release' ? target.releaseId : null;
  if (production.serves !== planned) return 'R9 what serves is not what the plan replaces';
  if (production.isClosed) return 'R10 somebody holds production';
  return production.heldFor === null ? null : 'R10 production is on hold';
}

function brokenByEvidence({ plan, validated }: Known, { now }: Outside): string | null {
  if (plan === null || validated === null) return 'R1 nothing was validated on staging';
  const digests = plan.release.artifacts.map((artifact) => artifact.digest);
  if (!sameList(validated.artifactDigests, digests)) return 'R1 other artifacts were validated';
  if (validated.configDigest !== plan.release.configs.staging?.digest) return 'R1 another configuration was validated';
  if (!validated.checks.some((check) => check.kind === 'smoke')) return 'R1 no smoke on staging';
  if (!validated.checks.every((check) => check.passed)) return 'R1 staging did not pass';
  return now - validated.at > plan.limits.evidenceMaxAge ? 'R1 the evidence is too old' : null;
}

function brokenByApprovals({ id, plan, planDigest, approvals }: Known, { now }: Outside): string | null {
  const people = approvals.filter(
    (one) =>
      one.decision === 'approve' &&
      one.checkpoint === 'production-promotion' &&
      one.deploymentId === id &&
      one.planDigest === planDigest &&
      one.approver.startsWith('person:') &&
      plan?.policy.productionPromotion.approvers.includes(one.approver) === true &&
      now <= one.notAfter,
  );
  const needed = plan?.policy.productionPromotion.count ?? Number.POSITIVE_INFINITY;
  return new Set(people.map((one) => one.approver)).size >= needed ? null : 'R2 not approved by enough people';
}

function brokenByCalendar({ calendar }: Known, { now }: Outside): string | null {
  if (calendar === null || now >= calendar.knownUntil) return 'R3 nobody knows whether this is a window';
  return calendar.intervals.some(({ from, to }) => from <= now && now < to) ? 'R3 inside a blackout window' : null;
}

function brokenByRehearsal({ plan, rehearsed }: Known, { now, isTargetPresent }: Outside): string | null {
  if (plan === null || rehearsed === null) return 'R4 no rehearsal';
  const { release, rollbackTarget: target } = plan;
  const digests = release.artifacts.map((artifact) => artifact.digest);
  const isCandidate = rehearsed.candidate === release.id && sameList(rehearsed.candidateDigests, digests);
  if (!isCandidate || rehearsed.candidateConfig !== release.configs.production?.digest)
    return 'R4 another candidate was rehearsed';
  const isTarget =
    target.kind === 'release'
      ? rehearsed.rollbackTo === target.releaseId &&
        sameList(rehearsed.rollbackDigests, target.artifactDigests) &&
        rehearsed.rollbackConfig === target.configDigest
      : rehearsed.rollbackTo === null;
  if (!isTarget) return 'R4 the way back was rehearsed to another release';
  if (now - rehearsed.at > plan.limits.evidenceMaxAge) return 'R4 the rehearsal is too old';
  return isTargetPresent ? null : 'R4 the rollback target is gone';
}

/** The rule that an outstanding effect of another kind would break; null for the rest. */
export function brokenByOther(effect: Effect, known: Known, outside: Outside): string | null {
  switch (effect.kind) {
    case 'place-on-staging':
    case 'move-rehearsal':
      return outside.staging.holder === known.id ? null : `R9 ${outside.staging.holder} holds staging`;
    case 'retire-candidate':
      return known.isTrafficBack && known.isStableGood ? null : 'R8 the candidate is retired before its traffic left';
    case 'verify-stable':
      return known.isTrafficBack ? null : 'R8 stable is verified before it has its traffic';
    case 'return-traffic':
    case 'restore-stable':
      return known.life === 'going-back' ? null : 'R5 going back without a recorded rollback';
    default:
      return null;
  }
}

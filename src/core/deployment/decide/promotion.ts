import { differenceText } from '../../environment/difference.ts';
import { mayClaim, type Slot, type SlotEvent } from '../../environment/slot.ts';
import { mayAnswer, refuseWithoutApproval } from '../../guard/approval.ts';
import { refuseUnverified, shippedBy } from '../../guard/entry-evidence.ts';
import { refuseForward } from '../../guard/guard-forward.ts';
import { isPlannedStable } from '../../guard/holder.ts';
import { seconds } from '../../kernel/duration.ts';
import { between, type Instant, later } from '../../kernel/instant.ts';
import { refuse } from '../../kernel/refusal.ts';
import { planDifferences } from '../../plan/diff.ts';
import { policyChanges, weakenings } from '../../plan/policy/policy-diff.ts';
import { protectionOf } from '../../plan/policy/protection.ts';
import { rollbackTarget } from '../../plan/seal.ts';
import { principalText } from '../../principal/principal.ts';
import { unknownText, windowAt } from '../../window/active.ts';
import type { Command } from '../command.ts';
import { type Accepted, accept, type Decision, type World } from '../decision.ts';
import type { DeploymentEvent } from '../event.ts';
import { evolve } from '../evolve.ts';
import type { Opening } from '../opening.ts';
import {
  type AwaitingApproval,
  type Deployment,
  ENVIRONMENT_RED,
  type Finding,
  type QueuedForProduction,
} from '../state.ts';
import { releases } from './ending.ts';

/** How long to wait before looking again after a bad pre-flight. */
export const PREFLIGHT_RETRY = seconds(10);

/** Goes on towards production as far as slot, calendar and approvals allow just now. `begun` leads into the queue. */
export function considerPromotion(
  deployment: AwaitingApproval | QueuedForProduction,
  world: World,
  at: Instant,
  begun: readonly DeploymentEvent[] = [],
): Accepted {
  const queued = begun.reduce<Deployment>(evolve, deployment);
  if (queued.phase !== 'queued' || queued.for !== 'production') return accept(begun);
  const back = sentBack(queued, world, at);
  if (back !== null) return accept([...begun, back], releases(queued, world, at));
  const { id } = queued.opening;
  if (!mayClaim(world.production, id)) {
    const note = `${queued.plan.environment}: ${occupied(world.production)}`;
    const waits = waiting(queued, 'slot', note, at, begun.length > 0);
    const isQueued = world.production.queue.includes(id) || world.production.holder === id;
    return accept([...begun, ...waits], { production: isQueued ? [] : [{ type: 'SlotQueued', deployment: id, at }] });
  }
  const claim: readonly SlotEvent[] =
    world.production.holder === id ? [] : [{ type: 'SlotClaimed', deployment: id, demo: queued.plan.demo, at }];
  return accept([...begun, ...nextStep(queued, at)], { production: claim });
}

function occupied({ hold, personHold, holder }: Slot): string {
  if (hold !== null) return 'it is on hold';
  if (personHold !== null) return `${principalText(personHold.by)} holds it: ${personHold.reason}`;
  return `${holder ?? 'another deployment'} holds it`;
}

function nextStep(queued: QueuedForProduction, at: Instant): readonly DeploymentEvent[] {
  const active = windowAt(queued.calendar, at);
  if (active !== null) {
    const name = active === 'unknown' ? unknownText(queued.calendar) : `window ${active.name}`;
    return waiting(queued, 'window', name, at);
  }
  return queued.waitsFor === 'preflight' ? [] : [{ type: 'PreflightDue', at }];
}

function waiting(
  queued: QueuedForProduction,
  reason: 'slot' | 'window',
  note: string,
  at: Instant,
  isNew = false,
): readonly DeploymentEvent[] {
  return queued.waitsFor === reason && !isNew ? [] : [{ type: 'PromotionWaits', for: reason, note, at }];
}

/** What was approved or proven no longer holds: back to the approver, or back to staging. */
function sentBack(queued: QueuedForProduction, world: World, at: Instant): DeploymentEvent | null {
  if (!isPlannedStable(queued.plan, world.production)) {
    const now = rollbackTarget(world.production.stable, queued.plan.environment);
    const changed = planDifferences(queued.plan.rollbackTarget, now, 'rollbackTarget');
    return { type: 'DeploymentReturned', why: 'what serves production changed while it waited', changed, at };
  }
  const { evidenceMaxAge } = queued.plan.limits;
  if (between(queued.evidence.at, at) > evidenceMaxAge || between(queued.certificate.at, at) > evidenceMaxAge) {
    return { type: 'DeploymentReturned', why: 'the staging evidence grew older than evidence_max_age', at };
  }
  const { opening, plan, planDigest, approvals } = queued;
  const unverified = refuseUnverified(plan.verification ?? [], queued.evidence.entry, shippedBy(plan.release), {
    at,
    maxAge: evidenceMaxAge,
  });
  if (unverified !== null) return { type: 'DeploymentReturned', why: unverified.message, at };
  const subject = { deploymentId: opening.id, plan, planDigest, servedForReal: world.production.servedForReal };
  const missing = refuseWithoutApproval(subject, approvals, at);
  const deadline = later(at, plan.policy.productionPromotion.deadline);
  if (missing === null) return voidedByPolicy(opening, world, deadline, at);
  return { type: 'ApprovalsVoided', why: missing.message, deadline, at };
}

/** A policy that was adopted meanwhile and is stricter than the plan: what was approved is not enough any longer. */
function voidedByPolicy(
  opening: Opening,
  { production }: World,
  deadline: Instant,
  at: Instant,
): DeploymentEvent | null {
  const { policy } = production;
  const planned = protectionOf(opening.spec, opening.environment);
  const weaker = policy === null ? [] : weakenings(policyChanges(policy.protection, planned));
  if (weaker.length === 0) return null;
  const changed = weaker.map(({ path, before, after }) => ({ path, planned: after, now: before }));
  return { type: 'ApprovalsVoided', why: 'a stricter policy was adopted while it waited', deadline, changed, at };
}

/** A red environment is answered for by an approver's signed text, as long as that is good. */
function answeredFor(finding: Finding, { fixForward }: QueuedForProduction, at: Instant): Finding {
  if (finding.name !== ENVIRONMENT_RED || finding.ok || fixForward === null || at > fixForward.notAfter) return finding;
  const { approver, reason } = fixForward;
  return { ...finding, ok: true, detail: `${finding.detail}; ${approver} goes on all the same: ${reason}` };
}

/** An approver signs why a release goes to production although that is red already. */
export function fixForward(
  { approval, at }: Extract<Command, { type: 'FixForward' }>,
  deployment: Deployment,
  world: World,
): Decision {
  const { id } = deployment.opening;
  const remedy = `An approver runs: plimsoll decide ${id} fix-forward --reason TEXT`;
  if (deployment.phase !== 'queued' || deployment.for !== 'production' || deployment.redSince === null) {
    return refuse('nothing-asked', 'No environment-red question is open', `Look at it: plimsoll status ${id}`);
  }
  const { plan, planDigest } = deployment;
  const isForThis =
    approval.checkpoint === 'environment-red' &&
    approval.decision === 'fix-forward' &&
    approval.deploymentId === id &&
    approval.planDigest === planDigest;
  if (!isForThis) return refuse('approval-for-another-question', 'The signature answers another question', remedy);
  if (approval.reason.trim() === '') {
    return refuse('reason-missing', 'It says why this release goes on top of a red environment', remedy);
  }
  const isDemoElsewhere = approval.kind === 'demo' && (!plan.demo || world.production.servedForReal);
  const isApprover =
    approval.approver.startsWith('person:') && mayAnswer(plan.policy.productionPromotion, approval) && !isDemoElsewhere;
  if (!isApprover) return refuse('approver-not-named', `${approval.approver} may not answer here`, remedy);
  if (at > approval.notAfter) return refuse('approval-expired', 'The signature has expired', remedy);
  return accept([{ type: 'FixForwardGranted', approval, at }]);
}

/** What was found otherwise than recorded is put right, or an approver signs that it may be so. */
function driftFindings({ drift, environment }: Slot): readonly Finding[] {
  if (drift === null) return [];
  const text = drift.differences.map(differenceText).join('; ');
  const detail =
    drift.acceptedBy === null
      ? `${text}; put it right, or an approver runs: plimsoll environment accept-drift ${environment} --reason TEXT`
      : `${text}; accepted by ${drift.acceptedBy}`;
  return [{ name: 'drift', ok: drift.acceptedBy !== null, detail }];
}

/** The look before the first production effect: all good starts the promotion, anything else is looked at again. */
export function recordPreflight(
  command: Extract<Command, { type: 'RecordPreflight' }>,
  deployment: QueuedForProduction,
  world: World,
): Decision {
  const { findings, traffic, health, at } = command;
  const considered = considerPromotion(deployment, world, at);
  if (considered.deployment.length + considered.production.length > 0) return considered;
  const refusal = refuseForward(deployment, world.production, {
    at,
    rollbackTargetPresent: health.rollbackTargetPresent,
  });
  const guard: Finding[] = refusal === null ? [] : [{ name: refusal.code, ok: false, detail: refusal.message }];
  const all = [
    ...findings.map((one) => answeredFor(one, deployment, at)),
    ...driftFindings(world.production),
    ...guard,
  ];
  if (all.some((finding) => !finding.ok)) {
    return accept([{ type: 'PreflightFailed', findings: all, retryAt: later(at, PREFLIGHT_RETRY), at }]);
  }
  return accept([{ type: 'PromotionStarted', findings: all, traffic, health: { ...health, badSince: null }, at }]);
}

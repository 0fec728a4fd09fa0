import { mayClaim, type SlotEvent } from '../../environment/slot.ts';
import { refuseWithoutApproval } from '../../guard/approval.ts';
import { refuseForward } from '../../guard/guard-forward.ts';
import { isPlannedStable } from '../../guard/holder.ts';
import { seconds } from '../../kernel/duration.ts';
import { between, type Instant, later } from '../../kernel/instant.ts';
import { windowAt } from '../../window/active.ts';
import type { Command } from '../command.ts';
import { type Accepted, accept, type Decision, type World } from '../decision.ts';
import type { DeploymentEvent } from '../event.ts';
import { evolve } from '../evolve.ts';
import type { AwaitingApproval, Deployment, Finding, QueuedForProduction } from '../state.ts';
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
    const holder =
      world.production.hold === null ? `${world.production.holder ?? 'another deployment'} holds it` : 'it is on hold';
    const waits = waiting(queued, 'slot', `${queued.plan.environment}: ${holder}`, at, begun.length > 0);
    const isQueued = world.production.queue.includes(id);
    return accept([...begun, ...waits], { production: isQueued ? [] : [{ type: 'SlotQueued', deployment: id, at }] });
  }
  const claim: readonly SlotEvent[] =
    world.production.holder === id ? [] : [{ type: 'SlotClaimed', deployment: id, demo: queued.plan.demo, at }];
  return accept([...begun, ...nextStep(queued, at)], { production: claim });
}

function nextStep(queued: QueuedForProduction, at: Instant): readonly DeploymentEvent[] {
  const active = windowAt(queued.calendar, at);
  if (active !== null) {
    const name = active === 'unknown' ? 'the calendar is not known this far' : `window ${active.name}`;
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
    return { type: 'DeploymentReturned', why: 'what serves production changed while it waited', at };
  }
  const { evidenceMaxAge } = queued.plan.limits;
  if (between(queued.evidence.at, at) > evidenceMaxAge || between(queued.certificate.at, at) > evidenceMaxAge) {
    return { type: 'DeploymentReturned', why: 'the staging evidence grew older than evidence_max_age', at };
  }
  const { opening, plan, planDigest, approvals } = queued;
  const subject = { deploymentId: opening.id, plan, planDigest, servedForReal: world.production.servedForReal };
  const missing = refuseWithoutApproval(subject, approvals, at);
  if (missing === null) return null;
  const deadline = later(at, plan.policy.productionPromotion.deadline);
  return { type: 'ApprovalsVoided', why: missing.message, deadline, at };
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
  const all = [...findings, ...guard];
  if (all.some((finding) => !finding.ok)) {
    return accept([{ type: 'PreflightFailed', findings: all, retryAt: later(at, PREFLIGHT_RETRY), at }]);
  }
  return accept([{ type: 'PromotionStarted', findings: all, traffic, health: { ...health, badSince: null }, at }]);
}

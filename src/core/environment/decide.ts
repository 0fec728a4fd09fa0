import { type Refusal, refuse } from '../kernel/refusal.ts';
import { signPolicy } from '../plan/policy/adopt.ts';
import { ACT_OF, type SignedSlotCommand, type SlotCommand } from './command.ts';
import { areSameDifferences } from './difference.ts';
import { prune, recordPruned } from './prune.ts';
import type { Slot, SlotEvent } from './slot.ts';

/** What happens when a command meets an environment as it is: events, or a refusal with a remedy. Total, synchronous, pure. */
export function decideSlot(command: SlotCommand, slot: Slot): readonly SlotEvent[] | Refusal {
  switch (command.type) {
    case 'HoldEnvironment':
      return hold(command, slot);
    case 'ReleaseEnvironment':
      return release(command, slot);
    case 'AcceptDrift':
      return acceptDrift(command, slot);
    case 'AdoptRelease':
      return adoptRelease(command, slot);
    case 'SignPolicy':
      return signPolicy(command, slot);
    case 'SendToStable':
      return sendToStable(command, slot);
    case 'RecordDrift':
      return recordDrift(command, slot);
    case 'PruneReleases':
      return prune(command, slot);
    case 'RecordPruned':
      return recordPruned(command, slot);
  }
}

/** Keeps everything forward out. Open to all: it is the safe direction (R6). */
function hold(
  { principal: by, reason, at }: Extract<SlotCommand, { type: 'HoldEnvironment' }>,
  slot: Slot,
): readonly SlotEvent[] | Refusal {
  if (reason.trim() === '') {
    return refuse('reason-missing', 'A hold says why: it stands in the record', 'Add: --reason TEXT');
  }
  // The first one stands until an approver lifts it: a second would only hide who began.
  return slot.personHold === null ? [{ type: 'EnvironmentClosed', by, reason, at }] : [];
}

function release(
  command: Extract<SlotCommand, { type: 'ReleaseEnvironment' }>,
  slot: Slot,
): readonly SlotEvent[] | Refusal {
  const { personHold, hold: afterRollback, environment } = slot;
  if (personHold === null) {
    return afterRollback === null
      ? refuse('environment-not-held', `Nobody holds ${environment}`, 'Look at it: plimsoll environment list')
      : refuse(
          'environment-not-held',
          `${environment} is on hold since the rollback of ${afterRollback.deployment}, and nobody else holds it`,
          `An approver answers it: plimsoll decide ${afterRollback.deployment} close --root-cause TEXT`,
        );
  }
  const problem = refuseUnsigned(command, slot, personHold.since);
  return problem ?? [{ type: 'EnvironmentReopened', act: command.act, at: command.at }];
}

function acceptDrift(
  command: Extract<SlotCommand, { type: 'AcceptDrift' }>,
  slot: Slot,
): readonly SlotEvent[] | Refusal {
  const { drift, environment } = slot;
  if (drift === null) {
    return refuse('no-drift', `${environment} is as recorded`, 'Look at it: plimsoll environment show ENVIRONMENT');
  }
  if (drift.acceptedBy !== null) return [];
  const problem = refuseUnsigned(command, slot, drift.since);
  return problem ?? [{ type: 'DriftAccepted', act: command.act, at: command.at }];
}

/** What ran before there was a record is what a rollback returns to from now on. Only where nothing is recorded, and nothing under way. */
function adoptRelease(
  command: Extract<SlotCommand, { type: 'AdoptRelease' }>,
  slot: Slot,
): readonly SlotEvent[] | Refusal {
  const problem = refuseToAdopt(slot) ?? refuseUnsigned(command, slot, command.stable.since);
  return problem ?? [{ type: 'ReleaseAdopted', stable: command.stable, act: command.act, at: command.at }];
}

/** Why nothing can be adopted in an environment; null where it can. */
export function refuseToAdopt({ stable, holder, environment }: Slot): Refusal | null {
  const look = `Look at it: plimsoll environment show ${environment}`;
  if (stable !== null) {
    const message = `${stable.release.version} is recorded on ${environment} already, brought by ${stable.deployment}`;
    return refuse('release-recorded', message, look);
  }
  return holder === null ? null : refuse('environment-busy', `${holder} is under way on ${environment}`, look);
}

/** Whether the signature is for just this act, place and moment, by a person who may. */
function refuseUnsigned(command: SignedSlotCommand, slot: Slot, since: number): Refusal | null {
  const { act, at, approvers, demo } = command;
  const again = `Look at it and sign again: plimsoll environment show ${slot.environment}`;
  if (act.act !== ACT_OF[command.type] || act.unit !== slot.unit || act.environment !== slot.environment) {
    return refuse('approval-for-another-question', 'The signature is for another act or environment', again);
  }
  if (command.since !== since) {
    return refuse('approval-for-another-moment', 'What was signed is not what stands there now', again);
  }
  if (!act.approver.startsWith('person:')) {
    return refuse('approval-not-by-a-person', `${act.approver} is no person`, again);
  }
  if (act.kind === 'demo' && (!demo || slot.servedForReal)) {
    return refuse('demo-approver-refused', 'The demo approver answers only where `demo: true` always stood', again);
  }
  const isNamed =
    act.kind === 'demo' || approvers.includes(act.approver) || act.groups.some((group) => approvers.includes(group));
  if (!isNamed) {
    return refuse(
      'approver-not-named',
      `${act.approver} is not among the approvers of ${slot.environment}`,
      `One of them signs: ${approvers.join(', ')}`,
    );
  }
  if (at > act.notAfter) return refuse('approval-expired', 'The signature has expired', again);
  return act.reason.trim() === ''
    ? refuse('reason-missing', 'The signature gives no reason: it stands in the record', 'Add: --reason TEXT')
    : null;
}

/** The way back of a deployment that cannot be read: traffic to stable, and the environment held until an approver looked (R6). */
function sendToStable(
  { deployment, principal: by, reason, at }: Extract<SlotCommand, { type: 'SendToStable' }>,
  { stable, personHold, environment }: Slot,
): readonly SlotEvent[] | Refusal {
  if (stable === null) {
    const message = `The record names nothing that served ${environment} before`;
    return refuse('nothing-to-restore', message, `Past the record: plimsoll router fallback -e ${environment}`);
  }
  const held: SlotEvent = { type: 'EnvironmentClosed', by, reason: `${deployment} cannot be read: ${reason}`, at };
  return [{ type: 'SentToStable', deployment, by, reason, at }, ...(personHold === null ? [held] : [])];
}

function recordDrift(
  { principal, differences, at }: Extract<SlotCommand, { type: 'RecordDrift' }>,
  slot: Slot,
): readonly SlotEvent[] | Refusal {
  if (principal.kind !== 'system') {
    return refuse('not-an-observer', 'Only the engine reports what was seen', 'Ask for what you want instead');
  }
  if (differences.length === 0) return slot.drift === null ? [] : [{ type: 'DriftGone', at }];
  const isKnown = slot.drift !== null && areSameDifferences(slot.drift.differences, differences);
  return isKnown || slot.stable === null ? [] : [{ type: 'DriftFound', differences, at }];
}

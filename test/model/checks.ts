import { allowedCommands } from '../../src/core/deployment/allowed-commands.ts';
import { decide } from '../../src/core/deployment/decide.ts';
import type { Accepted } from '../../src/core/deployment/decision.ts';
import { effects } from '../../src/core/deployment/effects.ts';
import type { DeploymentEvent } from '../../src/core/deployment/event.ts';
import { fold } from '../../src/core/deployment/evolve.ts';
import { nextWakeAt } from '../../src/core/deployment/next-wake.ts';
import { type Deployment, isTerminal } from '../../src/core/deployment/state.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import { ENGINE } from '../../src/core/principal/principal.ts';
import { formOf } from './normal-form.ts';
import { brokenByOther } from './oracle-rules.ts';
import { outsideOf } from './outside.ts';
import { isGuarded } from './results.ts';
import type { Actor, Node } from './world.ts';

/** What must be true of every node, whatever led to it; null when it is. */
export function checkNode(node: Node): string | null {
  for (const [index, actor] of node.actors.entries()) {
    const wrong =
      wrongEffects(node, index, actor) ??
      wrongAfterCrash(actor) ??
      wrongFold(node, actor) ??
      wrongAlarm(node, actor) ??
      wrongHold(node, actor) ??
      withoutOwner(node, actor);
    if (wrong !== null) return wrong;
  }
  return null;
}

function wrongEffects(node: Node, index: number, { deployment, known }: Actor): string | null {
  const outstanding = effects(deployment);
  if (new Set(outstanding.map((effect) => effect.id)).size < outstanding.length) return 'R11 two effects with one id';
  if (isTerminal(deployment.phase)) return outstanding.length === 0 ? null : 'a deployment that is over has effects';
  for (const effect of outstanding) {
    const broken = isGuarded(effect) ? null : brokenByOther(effect, known, outsideOf(node, index));
    if (broken !== null) return broken;
  }
  return null;
}

const idsOf = (of: Deployment): string =>
  effects(of)
    .map((effect) => `${effect.kind} ${effect.id} ${effect.notBefore}`)
    .join();

// R11: whatever was in memory is gone; what the journal gives back is plain data, and asks for the very same effects.
function wrongAfterCrash({ deployment }: Actor): string | null {
  const readBack = { ...deployment, ...JSON.parse(JSON.stringify(deployment, withoutConstants)) } as Deployment;
  return idsOf(readBack) === idsOf(deployment) ? null : 'R11 other effects after a crash';
}

// The journal is the state: its events, folded once more from the first, give what the decisions worked with.
function wrongFold(node: Node, actor: Actor): string | null {
  const events: DeploymentEvent[] = [];
  for (let at = actor.history; at !== null; at = at.before) events.push(at.event);
  const folded = fold(events.reverse());
  if (folded === null) return 'R5 a state without a history';
  const isSame = formOf({ ...actor, deployment: folded }, node.now) === formOf(actor, node.now);
  return isSame && idsOf(folded) === idsOf(actor.deployment) ? null : 'R5 the history folds to another state';
}

// The largest values never change after they were sealed, and reading them back a million times tells nothing new.
const CONSTANT: readonly string[] = [
  'opening',
  'plan',
  'release',
  'rollbackRelease',
  'evidence',
  'certificate',
  'approvals',
];
const withoutConstants = (key: string, value: unknown): unknown => (CONSTANT.includes(key) ? undefined : value);

// An alarm that rings must find something to do, or it rings for ever; and what is due must have rung.
function wrongAlarm(node: Node, { deployment }: Actor): string | null {
  const wake = nextWakeAt(deployment, node.now);
  const rings = wake !== null && wake <= node.now;
  const world = { deployment, staging: node.staging, production: node.production };
  const decision = decide({ type: 'Tick', at: node.now, principal: ENGINE }, world);
  if (isRefusal(decision)) return 'a tick is refused';
  const isDue = decision.deployment.length + decision.production.length > 0;
  if (rings) return isDue ? null : 'an alarm rings and nothing is due';
  return isDue && !isBySlot(deployment, decision) ? 'something is due and no alarm rings' : null;
}

// What another deployment did to the slot is no matter of time: the engine ticks whenever a slot has changed.
const isBySlot = (deployment: Deployment, decision: Accepted): boolean =>
  (deployment.phase === 'queued' && (deployment.for === 'staging' || deployment.waitsFor === 'slot')) ||
  decision.deployment.some(
    (event) =>
      event.type === 'DeploymentReturned' ||
      (event.type === 'PromotionWaits' && event.for === 'slot') ||
      (event.type === 'HoldPlaced' && event.hold.reason === 'environment') ||
      (event.type === 'HoldLifted' && event.reason === 'environment'),
  );

// R10: until a person has answered for a rollback, its environment is held.
function wrongHold(node: Node, { known }: Actor): string | null {
  const isHeld = node.knownProduction.heldFor !== null;
  return known.life === 'unanswered' && !isHeld ? 'R10 the environment is free after a rollback' : null;
}

/** Every state that is not over waits for an effect, a moment, or the deployment before it; and a person can do something. */
function withoutOwner(node: Node, { deployment }: Actor): string | null {
  if (isTerminal(deployment.phase)) return null;
  const { id } = deployment.opening;
  const isQueued =
    deployment.phase === 'queued' && [node.staging, node.production].some((slot) => slot.queue.includes(id));
  const isOwned = effects(deployment).length > 0 || nextWakeAt(deployment, node.now) !== null || isQueued;
  if (!isOwned) return `nobody owns ${deployment.phase}: no effect, no moment, no queue`;
  const open = allowedCommands(deployment, { kind: 'person', name: 'ada' }).filter((one) => one.allowed);
  return open.length > 0 ? null : `nobody can do anything while ${deployment.phase}`;
}

import type { Slot, SlotEvent } from '../../environment/slot.ts';
import type { EntryEvidence } from '../../evidence/entry-evidence.ts';
import type { DeploymentId } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { RefusedPlan } from '../../plan/refused-plan.ts';
import type { Principal } from '../../principal/principal.ts';
import { type Accepted, accept, type World } from '../decision.ts';
import type { DeploymentEvent, Ending } from '../event.ts';
import type { Deployment } from '../state.ts';

/** How a deployment ends before production. */
export interface Stop {
  readonly ending: Ending;
  readonly problem: string;
  readonly by: Principal;
  readonly at: Instant;
  readonly begun?: readonly DeploymentEvent[];
  readonly result?: Extract<DeploymentEvent, { type: 'DeploymentStopped' }>['result'];
  readonly refused?: RefusedPlan;
  readonly entry?: EntryEvidence;
  readonly approval?: Extract<DeploymentEvent, { type: 'DeploymentStopped' }>['approval'];
}

/** Ends a deployment before production and gives its slots free. */
export function stop(deployment: Deployment, world: World, how: Stop): Accepted {
  const { ending, problem, by, at, begun = [], result = null, approval = null, refused, entry } = how;
  const refusedPart = { ...(refused === undefined ? {} : { refused }), ...(entry === undefined ? {} : { entry }) };
  return accept(
    [...begun, { type: 'DeploymentStopped', ending, problem, by, result, approval, ...refusedPart, at }],
    releases(deployment, world, at),
  );
}

/** Gives free whatever slots the deployment holds or queues for. */
export function releases(deployment: Deployment, world: World, at: Instant) {
  const { id } = deployment.opening;
  return { staging: release(world.staging, id, at), production: release(world.production, id, at) };
}

const release = (slot: Slot, deployment: DeploymentId, at: Instant): readonly SlotEvent[] =>
  slot.holder === deployment || slot.queue.includes(deployment) ? [{ type: 'SlotReleased', deployment, at }] : [];

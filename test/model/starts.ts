import type { Command } from '../../src/core/deployment/command.ts';
import { decide } from '../../src/core/deployment/decide.ts';
import { effects } from '../../src/core/deployment/effects.ts';
import type { DeploymentEvent } from '../../src/core/deployment/event.ts';
import { later } from '../../src/core/kernel/instant.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import { planOf } from '../../src/core/plan/seal.ts';
import { ENGINE } from '../../src/core/principal/principal.ts';
import { aDigest, aVerifiedApproval, BUILDER } from '../../src/testing/builders.ts';
import { resultsOf } from './results.ts';
import { FORGED } from './tampering.ts';
import {
  type Actor,
  calendarAt,
  emptyNode,
  type Happened,
  NEVER,
  type Node,
  nodeAfter,
  openingOf,
  type World,
  withSlotEvents,
} from './world.ts';

/** Where the paths of a world begin. */
export function startsOf(world: World): readonly { readonly label: string; readonly node: Node }[] {
  return world.calendars.flatMap((calendar) => {
    const opened = [...Array(world.deployments).keys()].reduce(
      (node, index) => openedNode(node, index, world, calendar),
      emptyNode(world),
    );
    if (world.from === 'opened') return [{ label: `opened, calendar ${calendar}`, node: opened }];
    if (world.from === 'brought') return [restoring(opened, world, calendar)];
    const prepared = walk({ node: opened, happened: [] }, world, 'awaiting-approval');
    if (world.from === 'awaiting-approval') return [{ label: `prepared, calendar ${calendar}`, node: prepared.node }];
    const promoted = walk(prepared, world, 'rolling-out');
    const honest = { label: `promoted, calendar ${calendar}`, node: promoted.node };
    const forged = FORGED.map((forgery) => ({
      label: `promoted with ${forgery.label}, calendar ${calendar}`,
      node: { ...replayed(promoted.happened, opened, forgery.change), isTampered: true },
    }));
    return [honest, ...forged];
  });
}

/** What the first deployment would bring serves, and somebody wants the release before it back. */
function restoring(opened: Node, world: World, calendar: World['calendars'][number]) {
  const { node } = walk({ node: opened, happened: [] }, world, 'awaiting-approval');
  const { deployment } = node.actors[0] as Actor;
  const before = node.production.stable;
  if (deployment.phase !== 'awaiting-approval' || before === null) throw new Error('nothing to go back to');
  const { opening: brought, evidence, certificate, plan: sealed, release } = deployment;
  const stable = { release, deployment: brought.id, since: node.now };
  const serving = withSlotEvents(node, [{ type: 'StableChanged', stable, keep: 2, at: node.now }]);
  const opening = { ...brought, id: 'dep_9' as typeof brought.id, kind: 'restoration' as const };
  const command: Command = {
    type: 'OpenRestoration',
    ...{ opening, calendar: calendarAt(calendar, node.now), plan: planOf(opening, release, before) },
    ...{ planDigest: aDigest('8'), rollbackRelease: before.release, evidence, certificate, approvals: [] },
    ...{ isStored: true, crossed: [sealed], at: node.now, principal: BUILDER },
  };
  return { label: `brought, calendar ${calendar}`, node: apply({ ...serving, actors: [] }, 0, command).node };
}

interface Walk {
  readonly node: Node;
  readonly happened: readonly Happened[];
}

const apply = (node: Node, index: number, command: Command): Walk => {
  const { deployment } = node.actors[index] ?? { deployment: null };
  const decision = decide(command, { deployment, staging: node.staging, production: node.production });
  if (isRefusal(decision)) throw new Error(`a world could not begin: ${decision.code}: ${decision.message}`);
  return { node: nodeAfter(node, index, decision, node.now), happened: [decision] };
};

const openedNode = (node: Node, index: number, world: World, calendar: World['calendars'][number]): Node =>
  apply(node, index, {
    type: 'OpenDeployment',
    opening: openingOf(world, index),
    calendar: calendarAt(calendar, node.now),
    canBeApproved: true,
    at: node.now,
    principal: ENGINE,
  }).node;

/** Good results, and an approval, until the first deployment is in a phase. No time passes. */
function walk(begun: Walk, world: World, phase: string): Walk {
  let { node } = begun;
  const happened = [...begun.happened];
  for (let steps = 0; node.actors[0]?.deployment.phase !== phase; steps += 1) {
    if (steps > 40) throw new Error(`a world could not begin: stuck in ${node.actors[0]?.deployment.phase}`);
    const step = apply(node, 0, nextCommand(node, world));
    happened.push(...step.happened);
    node = step.node;
  }
  return { node, happened };
}

function nextCommand(node: Node, world: World): Command {
  const { deployment } = node.actors[0] as Actor;
  if (deployment.phase === 'awaiting-approval') {
    const approval = aVerifiedApproval(deployment.opening.id, deployment.planDigest, {
      notAfter: later(node.now, NEVER),
    });
    return { type: 'GrantApproval', approval, at: node.now, principal: ENGINE };
  }
  const [effect] = effects(deployment);
  const good = effect === undefined ? undefined : resultsOf(effect, node, 0, world)[0];
  return good?.command ?? { type: 'Tick', at: node.now, principal: ENGINE };
}

const replayed = (
  happened: readonly Happened[],
  opened: Node,
  change: (event: DeploymentEvent) => DeploymentEvent | null,
): Node =>
  happened.reduce((node, step) => {
    const deployment = step.deployment.flatMap((event) => change(event) ?? []);
    return nodeAfter(node, 0, { ...step, deployment }, node.now);
  }, opened);

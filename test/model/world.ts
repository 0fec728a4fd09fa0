import type { DeploymentEvent } from '../../src/core/deployment/event.ts';
import { evolve } from '../../src/core/deployment/evolve.ts';
import type { Opening } from '../../src/core/deployment/opening.ts';
import type { Deployment } from '../../src/core/deployment/state.ts';
import { emptySlot, evolveSlot, type Slot, type SlotEvent } from '../../src/core/environment/slot.ts';
import { hours, milliseconds } from '../../src/core/kernel/duration.ts';
import type { EffectId } from '../../src/core/kernel/id.ts';
import { type Instant, later } from '../../src/core/kernel/instant.ts';
import { ALL, type Weight } from '../../src/core/kernel/weight.ts';
import type { StrategySpec } from '../../src/core/strategy/strategy.ts';
import type { Release } from '../../src/core/unit/release.ts';
import type { UnitSpec } from '../../src/core/unit/unit.ts';
import type { Calendar } from '../../src/core/window/window.ts';
import { anEnvironment, anErrorRateGate, anOpening, aRelease, aUnitSpec, NOON } from '../../src/testing/builders.ts';
import { type Known, nothingKnown } from './known.ts';
import { knownAfter } from './oracle.ts';
import { type KnownSlot, knownSlotAfter, untouchedSlot } from './oracle-slot.ts';

/** All durations of the world are multiples of this one, so that few distances in time exist. */
export const UNIT = 10_000;
export const units = (count: number) => milliseconds(count * UNIT);
/** Further away than any path of a run goes: "never" in the world. */
export const NEVER = hours(24 * 365);

/** What may happen in a world; each world is explored to its last state. */
export interface World {
  readonly name: string;
  readonly deployments: 1 | 2;
  readonly hasStable: boolean;
  /** How production is reached; absent: a canary of two stages. */
  readonly strategy?: StrategySpec;
  /** Where every path begins. */
  readonly from: 'opened' | 'awaiting-approval' | 'tampered' | 'brought';
  readonly calendars: readonly ('open' | 'window' | 'unreadable')[];
  readonly onOpen: 'hold' | 'rollback';
  /** How long staging evidence and approvals last, in units; null: longer than any path. */
  readonly evidenceUnits: number | null;
  readonly approvalUnits: number | null;
  readonly timeoutUnits: number | null;
  readonly moves: readonly MoveFamily[];
}

/** Kinds of things that may happen beside good results, time, ticks, approvals, rollbacks and rejected nonsense. */
export type MoveFamily =
  | 'failures'
  | 'verdicts'
  | 'health'
  | 'holds'
  | 'answers'
  | 'clock'
  | 'tampering'
  | 'crash'
  | 'aborts'
  | 'environment'
  | 'glass'
  | 'withdrawals'
  | 'close';

/** One deployment in a node of the graph: the real state, what of it is begun outside, and what the oracle saw. */
export interface Actor {
  readonly deployment: Deployment;
  readonly begun: EffectId | null;
  readonly known: Known;
  /** How it came here, newest first. No part of the normal form: two ways to one state are one state. */
  readonly history: History;
  /** Effects that were awaited on the way here and are no longer. */
  readonly gone: readonly EffectId[];
}

/** Events, newest first, sharing what came before. */
export type History = { readonly event: DeploymentEvent; readonly before: History } | null;

/** One state of the world. */
export interface Node {
  readonly now: Instant;
  readonly actors: readonly Actor[];
  readonly staging: Slot;
  readonly production: Slot;
  readonly knownStaging: KnownSlot;
  readonly knownProduction: KnownSlot;
  readonly isTargetPresent: boolean;
  readonly isTampered: boolean;
}

/** What happened between two nodes, by stream. */
export interface Happened {
  readonly deployment: readonly DeploymentEvent[];
  readonly staging: readonly SlotEvent[];
  readonly production: readonly SlotEvent[];
}

export const RELEASES: readonly [Release, Release, Release] = [aRelease('1'), aRelease('2'), aRelease('3')];

/** The unit's configuration in a world. */
export function specOf(world: World): UnitSpec {
  const stage = (weight: number) => ({ weight: weight as Weight, duration: units(1), gates: [anErrorRateGate(1)] });
  const production = anEnvironment('production', {
    rollout: world.strategy ?? {
      kind: 'canary',
      stages: [stage(50), stage(250), { weight: ALL, duration: null, gates: [] }],
    },
    bake: { duration: units(1), smoke: null, gates: null },
  });
  const spec = aUnitSpec();
  // Named though it is an agent: the rules must refuse it all the same.
  const policy = { ...spec.checkpoints.productionPromotion, approvers: ['person:ada', 'person:cy', 'agent:builder'] };
  return {
    ...spec,
    // A millisecond less: what must not be *older* than this is too old on the next multiple, not just after it.
    evidenceMaxAge: world.evidenceUnits === null ? NEVER : milliseconds(world.evidenceUnits * UNIT - 1),
    rollback: {
      ...spec.rollback,
      healthTimeout: units(1),
      deploymentTimeout: world.timeoutUnits === null ? NEVER : units(world.timeoutUnits),
    },
    windows: {
      sources: [{ kind: 'cron', name: 'freeze', cron: '0 0 * * *', duration: units(1), timezone: 'UTC' }],
      onOpen: world.onOpen,
      lookahead: 'start',
    },
    checkpoints: {
      productionPromotion: { ...policy, deadline: units(2) },
      ambiguousMetrics: { ...policy, deadline: units(1) },
      afterRollback: policy,
    },
    environments: { ...spec.environments, production },
  };
}

/** A calendar as the reader of windows would hand it over at a moment. */
export function calendarAt(kind: World['calendars'][number], at: Instant): Calendar {
  const far = later(at, NEVER);
  if (kind === 'open') return { intervals: [], knownUntil: far };
  if (kind === 'unreadable') return { intervals: [], knownUntil: later(at, units(1)) };
  return { intervals: [{ name: 'freeze', from: later(at, units(1)), to: later(at, units(2)) }], knownUntil: far };
}

/** The node before anything happened, with what serves production already where the world says so. */
export function emptyNode(world: World): Node {
  const node: Node = {
    now: NOON,
    actors: [],
    staging: emptySlot('checkout', 'staging'),
    production: emptySlot('checkout', 'production'),
    knownStaging: untouchedSlot,
    knownProduction: untouchedSlot,
    isTargetPresent: true,
    isTampered: false,
  };
  if (!world.hasStable) return node;
  const deployment = 'dep_0' as Opening['id'];
  const stable = { release: RELEASES[0], deployment, since: NOON };
  return withSlotEvents(node, [
    { type: 'SlotClaimed', deployment, demo: false, at: NOON },
    { type: 'StableChanged', stable, keep: 2, at: NOON },
    { type: 'SlotReleased', deployment, at: NOON },
  ]);
}

/** The node after events of production alone. */
export const withSlotEvents = (node: Node, production: readonly SlotEvent[]): Node => ({
  ...node,
  production: production.reduce(evolveSlot, node.production),
  knownProduction: production.reduce(knownSlotAfter, node.knownProduction),
});

/** The node after events of one deployment and of the slots; `begun` is forgotten with the effect it belongs to elsewhere. */
export function nodeAfter(node: Node, index: number, happened: Happened, at: Instant): Node {
  const before = node.actors[index];
  const deployment = happened.deployment.reduce<Deployment | null>(evolve, before?.deployment ?? null);
  if (deployment === null) return withSlotEvents(node, happened.production);
  const known = happened.deployment.reduce(knownAfter, before?.known ?? nothingKnown);
  const history = happened.deployment.reduce<History>((so, event) => ({ event, before: so }), before?.history ?? null);
  const actors = [...node.actors];
  actors[index] = { deployment, begun: before?.begun ?? null, known, history, gone: before?.gone ?? [] };
  return {
    ...node,
    now: at,
    actors,
    staging: happened.staging.reduce(evolveSlot, node.staging),
    production: happened.production.reduce(evolveSlot, node.production),
    knownStaging: happened.staging.reduce(knownSlotAfter, node.knownStaging),
    knownProduction: happened.production.reduce(knownSlotAfter, node.knownProduction),
  };
}

/** What a deployment of the world is opened with. */
export const openingOf = (world: World, index: number): Opening =>
  anOpening(`dep_${index + 1}`, releaseOf(index), {
    spec: specOf(world),
    requester: { kind: 'agent', name: 'builder', owner: 'person:eve' },
  });

/** The release that a deployment of the world brings. */
export const releaseOf = (index: number): Release => (index === 0 ? RELEASES[1] : RELEASES[2]);

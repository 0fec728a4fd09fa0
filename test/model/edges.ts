import type { Command } from '../../src/core/deployment/command.ts';
import { decide } from '../../src/core/deployment/decide.ts';
import type { Accepted } from '../../src/core/deployment/decision.ts';
import type { Effect, ForwardEffect } from '../../src/core/deployment/effect.ts';
import { awaitedEffects, effects } from '../../src/core/deployment/effects.ts';
import { nextWakeAt } from '../../src/core/deployment/next-wake.ts';
import type { Deployment } from '../../src/core/deployment/state.ts';
import { type GuardClause, guardForward } from '../../src/core/guard/guard-forward.ts';
import { isRefusal } from '../../src/core/kernel/refusal.ts';
import { disagreement } from './agreement.ts';
import { dues, FAR } from './dues.ts';
import { environmentEdges } from './environment-edges.ts';
import { movesOf } from './moves.ts';
import { brokenByForward } from './oracle-rules.ts';
import { outsideOf } from './outside.ts';
import { everyObservation, guardRefusal, isGuarded, resultsOf } from './results.ts';
import { tamperings } from './tampering.ts';
import { type Actor, type Node, nodeAfter, type World } from './world.ts';

/** One step of the world: where it leads, or what it broke. `next` is null where nothing changes. */
export interface Edge {
  readonly label: string;
  readonly kind: 'good' | 'bad' | 'tick' | 'time' | 'rollback' | 'asked' | 'given-up' | 'tampering';
  readonly next: Node | null;
  readonly broken: string | null;
}

/** Every step that the world can take from a node. */
export function edgesOf(node: Node, world: World, clauses: readonly GuardClause[]): readonly Edge[] {
  const edges = node.actors.flatMap((_, index) => [
    ...asked(node, index, world),
    ...outside(node, index, world, clauses),
    ...tampered(node, index, world),
  ]);
  const time = passTime(node);
  const places = world.moves.includes('environment') ? environmentEdges(node) : [];
  return [...edges, ...places, ...(time === null ? [] : [time])];
}

const nameOf = (node: Node, index: number): string =>
  node.actors.length === 1 ? '' : `${node.actors[index]?.known.id}: `;

/** Gives a command and checks the answer: events or a refusal with code and remedy, never an exception. */
function give(
  node: Node,
  index: number,
  label: string,
  kind: Edge['kind'],
  command: Command,
  must: boolean | null,
): Edge {
  const actor = node.actors[index] as Actor;
  const world = { deployment: actor.deployment, staging: node.staging, production: node.production };
  const edge = { label: `${nameOf(node, index)}${label}`, kind, next: null, broken: null };
  try {
    const decision = decide(command, world);
    const differs = disagreement(actor.deployment, command, !isRefusal(decision));
    if (differs !== null) return { ...edge, broken: differs };
    if (isRefusal(decision)) {
      if (decision.code === '' || decision.message === '' || decision.remedy === '')
        return { ...edge, broken: `the refusal ${decision.code} says too little` };
      return must === true ? { ...edge, broken: `refused though it must be allowed: ${decision.code}` } : edge;
    }
    if (must === false) return { ...edge, broken: 'allowed though it must be refused' };
    if (keepsWithdrawn(actor, command, decision))
      return { ...edge, broken: 'R2 an unspent approval stands on a key that counts no longer' };
    const isNothing = decision.deployment.length + decision.staging.length + decision.production.length === 0;
    if (isNothing && command.at === node.now) return edge;
    const next = settled(nodeAfter(node, index, decision, command.at), index, actor.deployment);
    const retried = decision.deployment.some(
      (event) => event.type === 'EffectFailed' || event.type === 'PreflightFailed',
    );
    const after = next.actors[index] as Actor;
    const broken =
      after.known.broken ??
      promotedAdrift(node, decision) ??
      (isIdBack(after) ? 'R5 the id of an effect comes back' : null);
    return { ...edge, next, broken, kind: retried && kind === 'good' ? 'bad' : kind };
  } catch (problem) {
    return { ...edge, broken: `an exception: ${String(problem)}` };
  }
}

// Before the promotion nothing was spent: whatever that key approved is void at once.
const keepsWithdrawn = ({ known }: Actor, command: Command, { deployment }: Accepted): boolean =>
  command.type === 'RecordKeysWithdrawn' &&
  known.life === 'before' &&
  known.approvals.some(({ credentialId }) => command.keys.includes(credentialId)) &&
  !deployment.some((event) => event.type === 'ApprovalsVoided');

// What is not as recorded is put right or signed for before a release goes on top of it.
const promotedAdrift = ({ knownProduction }: Node, { deployment }: Accepted): string | null =>
  knownProduction.isAdrift && deployment.some((event) => event.type === 'PromotionStarted')
    ? 'R9 promoted while production was not as recorded'
    : null;

/** Forgets what was begun once its result is no longer awaited, and remembers that the effect is gone. */
function settled(node: Node, index: number, before: Deployment): Node {
  const actor = node.actors[index] as Actor;
  const awaited = awaitedEffects(actor.deployment).map((effect) => effect.id);
  const left = awaitedEffects(before).flatMap(({ id }) => (awaited.includes(id) ? [] : [id]));
  const begun = actor.begun !== null && awaited.includes(actor.begun) ? actor.begun : null;
  if (left.length === 0 && begun === actor.begun) return node;
  return changed(node, index, { begun, gone: [...actor.gone, ...left] });
}

// A late answer is known by its effect's id: an id that came back would make it an answer to something else.
const isIdBack = ({ deployment, gone }: Actor): boolean =>
  awaitedEffects(deployment).some(({ id }) => gone.includes(id));

const changed = (node: Node, index: number, changes: Partial<Actor>): Node => ({
  ...node,
  actors: node.actors.map((actor, at) => (at === index ? { ...actor, ...changes } : actor)),
});

const KINDS: Readonly<Partial<Record<Command['type'], Edge['kind']>>> = {
  RollbackDeployment: 'rollback',
  AbortDeployment: 'given-up',
  RejectDeployment: 'given-up',
  Tick: 'tick',
};

function asked(node: Node, index: number, world: World): readonly Edge[] {
  return movesOf(node, index, world).map(({ label, command, mustBeAllowed }) => {
    return give(node, index, label, KINDS[command.type] ?? 'asked', command, mustBeAllowed);
  });
}

function outside(node: Node, index: number, world: World, clauses: readonly GuardClause[]): readonly Edge[] {
  const { deployment, begun } = node.actors[index] as Actor;
  const awaited = awaitedEffects(deployment);
  const edges = awaited.flatMap((effect) => {
    const results = resultsOf(effect, node, index, world);
    const isBegun = !isGuarded(effect) || begun === effect.id;
    const given = isBegun
      ? results.map(({ label, isGood, command }) => give(node, index, label, isGood ? 'good' : 'bad', command, null))
      : [];
    const own = new Set(results.map((result) => result.command.type));
    const nonsense = everyObservation(effect.id, node.now)
      .filter((command) => !own.has(command.type) && !(command.type === 'RecordGuardRefusal' && isGuarded(effect)))
      .map((command) => give(node, index, `${command.type} for ${effect.kind}`, 'bad', command, false));
    return [...given, ...nonsense];
  });
  const late = everyObservation(`${deployment.opening.id}/gone/gone/1` as Effect['id'], node.now).map((command) =>
    give(node, index, `${command.type}, late`, 'bad', command, false),
  );
  const crash: Edge[] = begun !== null && world.moves.includes('crash') ? [crashed(node, index)] : [];
  return [...edges, ...late, ...crash, ...effects(deployment).flatMap((one) => begin(one, node, index, clauses))];
}

// The process dies with the effect half done: nothing is recorded, and the same effect is outstanding again.
const crashed = (node: Node, index: number): Edge => ({
  label: `${nameOf(node, index)}the process dies, the result is lost`,
  kind: 'bad',
  next: changed(node, index, { begun: null }),
  broken: null,
});

/** The last moment before a forward effect: the guard answers, and where it says yes the oracle must agree. */
function begin(effect: Effect, node: Node, index: number, clauses: readonly GuardClause[]): readonly Edge[] {
  const { deployment, begun, known } = node.actors[index] as Actor;
  if (!isGuarded(effect) || begun === effect.id) return [];
  const present = { at: node.now, rollbackTargetPresent: node.isTargetPresent };
  const refusal = guardForward(effect as ForwardEffect, deployment, node.production, present, clauses);
  const label = `${nameOf(node, index)}${effect.kind} begins`;
  if (refusal !== null) {
    return [
      give(node, index, `the guard refuses ${effect.kind}: ${refusal.code}`, 'bad', guardRefusal(effect, node), true),
    ];
  }
  const broken = brokenByForward(effect, known, outsideOf(node, index));
  return [{ label, kind: 'good', next: changed(node, index, { begun: effect.id }), broken }];
}

function tampered(node: Node, index: number, world: World): readonly Edge[] {
  if (!world.moves.includes('tampering') || node.isTampered) return [];
  return tamperings(node, node.actors[index] as Actor).map(({ label, happened, isTargetPresent }) => ({
    label,
    kind: 'tampering' as const,
    next: { ...nodeAfter(node, index, happened, node.now), isTargetPresent, isTampered: true },
    broken: null,
  }));
}

/** Time goes on to the next moment that matters, once all that is due now has been ticked. */
function passTime(node: Node): Edge | null {
  const isDue = node.actors.some(({ deployment }) => (nextWakeAt(deployment, node.now) ?? Infinity) <= node.now);
  if (isDue) return null;
  const moments = node.actors.flatMap(({ deployment }) => [
    nextWakeAt(deployment, node.now),
    ...dues(deployment),
    deployment.calendar.knownUntil,
  ]);
  const next = moments.reduce<number>(
    (found, at) => (at !== null && at > node.now && at < found ? at : found),
    Infinity,
  );
  if (next - node.now > FAR) return null;
  return {
    label: `${(next - node.now) / 1_000} s pass`,
    kind: 'time',
    next: { ...node, now: next as Node['now'] },
    broken: null,
  };
}

import type { Command, Observation } from '../../src/core/deployment/command.ts';
import type { Effect } from '../../src/core/deployment/effect.ts';
import { isForward } from '../../src/core/deployment/effect.ts';
import { seconds } from '../../src/core/kernel/duration.ts';
import { NONE } from '../../src/core/kernel/weight.ts';
import { planOf } from '../../src/core/plan/seal.ts';
import { ENGINE } from '../../src/core/principal/principal.ts';
import { aDigest, aFailedCheck, aPassedCheck, NOON } from '../../src/testing/builders.ts';
import { GOOD_HEALTH } from '../../src/testing/journey.ts';
import { type Actor, calendarAt, type Node, releaseOf, type World } from './world.ts';

/** A result of an effect as a driver could report it. */
export interface Result {
  readonly label: string;
  readonly isGood: boolean;
  readonly command: Command;
}

type Said = Observation extends infer O
  ? O extends Observation
    ? Omit<O, 'at' | 'principal' | 'effect'>
    : never
  : never;

const split = { kind: 'split', candidate: NONE } as const;
const redFinding = { name: 'environment-red', ok: false, detail: 'too many errors' };
const badFinding = { name: 'stable', ok: false, detail: 'stable is not healthy' };

/** Everything that can come back for an effect; the first is the good one. */
export function resultsOf(effect: Effect, node: Node, index: number, world: World): readonly Result[] {
  const actor = node.actors[index] as Actor;
  const good = goodResult(effect, node, index, world);
  const bad: Said[] = world.moves.includes('failures')
    ? [
        ...badResults(effect, node, actor),
        { type: 'RecordEffectFailed', problem: 'it did not answer', retryable: true },
        { type: 'RecordEffectFailed', problem: 'it never will', retryable: false },
      ]
    : [];
  if (effect.kind === 'look-before-promotion' && world.moves.includes('environment')) {
    bad.push({ type: 'RecordPreflight', findings: [redFinding], traffic: split, health: GOOD_HEALTH });
  }
  const said = [...good.map((one) => [one, true] as const), ...bad.map((one) => [one, false] as const)];
  return said.map(([one, isGood], at) => ({
    label: `${effect.kind} ${isGood ? 'done' : `bad ${at}: ${one.type}`}`,
    isGood,
    command: { ...one, effect: effect.id, at: node.now, principal: ENGINE } as Command,
  }));
}

function goodResult(effect: Effect, node: Node, index: number, world: World): readonly Said[] {
  const { stable } = node.production;
  const deployment = (node.actors[index] as Actor).deployment;
  switch (effect.kind) {
    case 'build-artifacts':
      return [{ type: 'RecordBuilt', release: releaseOf(index) }];
    case 'seal-plan': {
      const rollbackRelease = stable?.release ?? null;
      const ancestry = isOlder(index, rollbackRelease?.id) ? 'not-descendant' : 'descendant';
      const plan = planOf(deployment.opening, effect.release, stable);
      // The digest names what it is of: the unit's release and what it replaces.
      const planDigest = aDigest(`${effect.release.id.at(-1)}${rollbackRelease?.id.at(-1) ?? 0}`);
      return [{ type: 'RecordSealed', plan, planDigest, rollbackRelease, ancestry }];
    }
    case 'place-on-staging':
      return [{ type: 'RecordPlaced', took: seconds(1) }];
    case 'run-check':
      return [{ type: 'RecordCheckResult', result: aPassedCheck(effect.check) }];
    case 'move-rehearsal':
      return [{ type: 'RecordRehearsalMove', leg: effect.leg, took: seconds(1) }];
    case 'look-before-promotion': {
      const health = { ...GOOD_HEALTH, rollbackTargetPresent: node.isTargetPresent };
      return [{ type: 'RecordPreflight', findings: [], traffic: split, health }];
    }
    case 'prepare-candidate':
      return [{ type: 'RecordPrepared', instances: effect.instances }];
    case 'shift-traffic':
      return [{ type: 'RecordTrafficShift', traffic: effect.traffic }];
    case 'reduce-stable':
      return [{ type: 'RecordStableReduced', instances: effect.to, traffic: effect.traffic }];
    case 'settle':
      return [{ type: 'RecordSettled' }];
    case 'return-traffic':
      return [{ type: 'RecordTrafficShift', traffic: effect.to === null ? { kind: 'out-of-service' } : split }];
    case 'restore-stable':
      return [{ type: 'RecordStableRestored' }];
    case 'verify-stable':
      return [{ type: 'RecordStableVerified', findings: [] }];
    case 'retire-candidate':
      return [{ type: 'RecordCandidateRetired' }];
    case 'read-calendar':
      return world.calendars.map((kind) => ({ type: 'RecordCalendar', calendar: calendarAt(kind, node.now) }));
    case 'watch':
      return [];
  }
}

const isOlder = (index: number, stable: string | undefined): boolean =>
  stable !== undefined && releaseOf(index).id < stable;

function badResults(effect: Effect, node: Node, actor: Actor): readonly Said[] {
  switch (effect.kind) {
    case 'seal-plan': {
      const { opening } = actor.deployment;
      const plan = planOf(opening, effect.release, node.production.stable);
      const sealed = { type: 'RecordSealed', planDigest: aDigest('9'), rollbackRelease: null } as const;
      return [
        { ...sealed, plan: { ...plan, demo: !plan.demo }, ancestry: 'descendant' },
        { ...sealed, plan, rollbackRelease: node.production.stable?.release ?? null, ancestry: 'unknown' },
      ];
    }
    case 'run-check':
      return [{ type: 'RecordCheckResult', result: aFailedCheck(effect.check) }];
    case 'look-before-promotion':
      return [{ type: 'RecordPreflight', findings: [badFinding], traffic: split, health: GOOD_HEALTH }];
    case 'shift-traffic':
      return [{ type: 'RecordTrafficShift', traffic: split }];
    case 'reduce-stable':
      return [{ type: 'RecordStableReduced', instances: effect.to + 1, traffic: effect.traffic }];
    case 'return-traffic':
      return [{ type: 'RecordTrafficShift', traffic: { kind: 'split', candidate: 50 as never } }];
    case 'verify-stable':
      return [{ type: 'RecordStableVerified', findings: [badFinding] }];
    default:
      return [];
  }
}

/** The answer of a guard that said no. */
export const guardRefusal = (effect: Effect, node: Node): Command => ({
  type: 'RecordGuardRefusal',
  effect: effect.id,
  code: 'refused',
  message: 'the guard said no',
  at: node.now,
  principal: ENGINE,
});

const EVERY: readonly Said[] = [
  { type: 'RecordBuilt', release: releaseOf(0) },
  { type: 'RecordPlaced', took: seconds(1) },
  { type: 'RecordCheckResult', result: aPassedCheck('performance') },
  { type: 'RecordRehearsalMove', leg: 'baseline', took: seconds(1) },
  { type: 'RecordPreflight', findings: [], traffic: split, health: GOOD_HEALTH },
  { type: 'RecordPrepared', instances: 2 },
  { type: 'RecordTrafficShift', traffic: split },
  { type: 'RecordSettled' },
  { type: 'RecordStableRestored' },
  { type: 'RecordStableVerified', findings: [] },
  { type: 'RecordCandidateRetired' },
  { type: 'RecordCalendar', calendar: calendarAt('open', NOON) },
  { type: 'RecordGuardRefusal', code: 'x', message: 'x' },
];

/** Observations of every type under one effect's id: all but the fitting ones must be refused. */
export const everyObservation = (id: Effect['id'], at: Node['now']): readonly Command[] =>
  EVERY.map((one) => ({ ...one, effect: id, at, principal: ENGINE }) as Command);

/** Whether the guard stands in front of an effect. */
export const isGuarded = isForward;

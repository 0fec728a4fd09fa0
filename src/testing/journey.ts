import type { Command } from '../core/deployment/command.ts';
import { decide } from '../core/deployment/decide.ts';
import type { World } from '../core/deployment/decision.ts';
import { effects } from '../core/deployment/effects.ts';
import type { Opening } from '../core/deployment/opening.ts';
import type { HealthReport, Phase } from '../core/deployment/state.ts';
import { seconds } from '../core/kernel/duration.ts';
import { type Instant, later } from '../core/kernel/instant.ts';
import { isRefusal } from '../core/kernel/refusal.ts';
import { protectionOf } from '../core/plan/policy/protection.ts';
import { planOf } from '../core/plan/seal.ts';
import { ENGINE } from '../core/principal/principal.ts';
import type { Release } from '../core/unit/release.ts';
import type { Calendar } from '../core/window/window.ts';
import {
  aDigest,
  anOpenCalendar,
  anOpening,
  aPassedCheck,
  aRelease,
  aVerdict,
  aVerifiedApproval,
  NOON,
} from './builders.ts';
import { anEmptyWorld, given, type Told, worldAfter } from './story.ts';

/** Healthy tracks, rollback target present. */
export const GOOD_HEALTH: Omit<HealthReport, 'badSince'> = {
  candidate: { healthy: 2, total: 2 },
  stable: { healthy: 2, total: 2 },
  crashLooping: false,
  rollbackTargetPresent: true,
};

/** Walks a deployment through its life with good results, up to where a test begins. */
export interface Journey {
  readonly world: World;
  readonly at: Instant;
  /** Says a command a second later; a refusal fails the test. */
  say(told: Told): Journey;
  /** Says a command a second later and leaves it to the test what follows: then(...) or thenRefused(code). */
  when(told: Told): ReturnType<ReturnType<typeof given>['when']>;
  /** Goes on from a world that a test has changed or that a story left behind. */
  in(world: World): Journey;
  /** Lets time pass. */
  wait(duration: number): Journey;
  /** Answers the next outstanding effect well, or lets the stage pass. */
  step(): Journey;
  /** Ada approves what waits for approval. */
  approve(): Journey;
  /** Answers every outstanding effect well, and approves, until the phase is reached. */
  upTo(phase: Phase): Journey;
}

/** A deployment just opened, in a world where `world`'s slots are as given. */
export function journeyOf(
  opening: Opening,
  release: Release,
  world: World = anEmptyWorld(),
  at: Instant = NOON,
  calendar: Calendar = anOpenCalendar(at),
): Journey {
  const start = journey({ ...world, deployment: null }, at, release);
  return start.say({ type: 'OpenDeployment', opening, calendar, canBeApproved: true });
}

/** `dep_2` with release 2, just opened where release 1 serves since a deployment of its own, under the policy that it comes with. */
export function aSuccessor(changes: Partial<Opening> = {}, calendar: Calendar = anOpenCalendar()): Journey {
  const first = aRelease('1');
  const done = journeyOf(anOpening('dep_1', first), first).upTo('completed');
  const second = aRelease('2');
  const opening = anOpening('dep_2', second, changes);
  return journeyOf(opening, second, inForce(done.world, opening), done.at, calendar);
}

/** The world in which somebody adopted just the policy that a deployment comes with. */
function inForce(world: World, { spec, environment }: Opening): World {
  if (spec.environments[environment] === undefined || world.production.policy === null) return world;
  const policy = { ...world.production.policy, protection: protectionOf(spec, environment) };
  return { ...world, production: { ...world.production, policy } };
}

function journey(world: World, at: Instant, release: Release): Journey {
  const say = (told: Told): Journey => {
    const command = { at: later(at, seconds(1)), principal: ENGINE, ...told } as Command;
    const decision = decide(command, world);
    if (isRefusal(decision)) throw new Error(`${told.type} refused: ${decision.code}: ${decision.message}`);
    return journey(worldAfter(world, decision), command.at, release);
  };
  return {
    world,
    at,
    say,
    when: (told) => given(world).when({ at: later(at, seconds(1)), principal: ENGINE, ...told } as Command),
    in: (changed) => journey(changed, at, release),
    wait: (duration) => journey(world, later(at, seconds(duration / 1000)), release),
    step: () => oneStep(journey(world, at, release), release),
    approve: () => approved(journey(world, at, release)),
    upTo: (phase) => {
      let here = journey(world, at, release);
      for (let steps = 0; here.world.deployment?.phase !== phase; steps += 1) {
        if (steps > 60) throw new Error(`never got to ${phase}: stuck in ${here.world.deployment?.phase}`);
        here = oneStep(here, release);
      }
      return here;
    },
  };
}

function approved(here: Journey): Journey {
  const { deployment } = here.world;
  if (deployment?.phase !== 'awaiting-approval') throw new Error(`nothing to approve while ${deployment?.phase}`);
  const approval = aVerifiedApproval(deployment.opening.id, deployment.planDigest, {
    issuedAt: here.at,
    notAfter: later(here.at, seconds(86_400)),
  });
  return here.say({ type: 'GrantApproval', approval });
}

function oneStep(here: Journey, release: Release): Journey {
  const { deployment, production } = here.world;
  if (deployment === null) throw new Error('nothing is open');
  if (deployment.phase === 'awaiting-approval') return approved(here);
  const effect = effects(deployment).find((one) => one.kind !== 'watch');
  if (effect === undefined) return passStage(here);
  switch (effect.kind) {
    case 'build-artifacts':
      return here.say({ type: 'RecordBuilt', effect: effect.id, release });
    case 'seal-plan': {
      const plan = planOf(deployment.opening, release, production.stable);
      const rollbackRelease = production.stable?.release ?? null;
      const ancestry = rollbackRelease === null ? 'first' : 'descendant';
      return here.say({
        type: 'RecordSealed',
        effect: effect.id,
        plan,
        planDigest: aDigest('a'),
        rollbackRelease,
        ancestry,
      });
    }
    case 'place-on-staging':
      return here.say({ type: 'RecordPlaced', effect: effect.id, took: seconds(3) });
    case 'run-check':
      return here.say({ type: 'RecordCheckResult', effect: effect.id, result: aPassedCheck(effect.check) });
    case 'move-rehearsal':
      return here.say({ type: 'RecordRehearsalMove', effect: effect.id, leg: effect.leg, took: seconds(2) });
    case 'look-before-promotion': {
      const traffic = { kind: 'split', candidate: 0 as never } as const;
      return here.say({ type: 'RecordPreflight', effect: effect.id, findings: [], traffic, health: GOOD_HEALTH });
    }
    case 'prepare-candidate':
      return here.say({ type: 'RecordPrepared', effect: effect.id, instances: effect.instances });
    case 'shift-traffic':
      return here.say({ type: 'RecordTrafficShift', effect: effect.id, traffic: effect.traffic });
    case 'reduce-stable':
      return here.say({
        type: 'RecordStableReduced',
        effect: effect.id,
        instances: effect.to,
        traffic: effect.traffic,
      });
    case 'settle':
      return here.say({ type: 'RecordSettled', effect: effect.id });
    case 'return-traffic': {
      const traffic =
        effect.to === null
          ? ({ kind: 'out-of-service' } as const)
          : ({ kind: 'split', candidate: 0 as never } as const);
      return here.say({ type: 'RecordTrafficShift', effect: effect.id, traffic });
    }
    case 'restore-stable':
      return here.say({ type: 'RecordStableRestored', effect: effect.id });
    case 'verify-stable':
      return here.say({ type: 'RecordStableVerified', effect: effect.id, findings: [] });
    case 'retire-candidate':
      return here.say({ type: 'RecordCandidateRetired', effect: effect.id });
    default:
      throw new Error(`no good answer to ${effect.kind}`);
  }
}

// Only a verdict moves it on: let the stage's time pass and say that it passed.
function passStage(here: Journey): Journey {
  const { deployment } = here.world;
  if (deployment?.phase !== 'rolling-out' && deployment?.phase !== 'baking')
    throw new Error(`nothing to do while ${deployment?.phase}`);
  const length =
    deployment.phase === 'baking'
      ? deployment.plan.bake.duration
      : (deployment.plan.strategy.stages[deployment.stage.index]?.duration ?? 0);
  const then = here.wait(length);
  const { phase, stage } = deployment;
  return then.say({ type: 'RecordVerdict', phase, stageIndex: stage.index, verdict: aVerdict('pass', then.at) });
}

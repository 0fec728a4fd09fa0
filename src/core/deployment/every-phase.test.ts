import { describe, expect, it } from 'vitest';
import {
  ADA,
  aFailedCheck,
  anEnvironment,
  anOpening,
  aRelease,
  aUnitSpec,
  aVerdict,
  aVerifiedApproval,
  BUILDER,
  PIPELINE,
} from '../../testing/builders.ts';
import { aSuccessor, type Journey, journeyOf } from '../../testing/journey.ts';
import { hours, minutes } from '../kernel/duration.ts';
import type { Principal } from '../principal/principal.ts';
import type { UnitSpec } from '../unit/unit.ts';
import { allowedCommands, type RequestName } from './allowed-commands.ts';
import type { Command } from './command.ts';
import { decide } from './decide.ts';
import { effects } from './effects.ts';
import type { Deployment, Phase } from './state.ts';

const LOCAL = { kind: 'local', name: 'os/1000' } as const satisfies Principal;
const EVERYONE: readonly Principal[] = [ADA, BUILDER, PIPELINE, LOCAL];

const subject = (here: Journey): Deployment => {
  if (here.world.deployment === null) throw new Error('nothing is open');
  return here.world.deployment;
};

const failing = (here: Journey, retryable = false): Journey => {
  const effect = effects(subject(here)).find((one) => one.kind !== 'watch');
  if (effect === undefined) throw new Error('nothing is under way');
  return here.say({ type: 'RecordEffectFailed', effect: effect.id, problem: 'it never will', retryable });
};

const goingBack = (): Journey => aSuccessor().upTo('rolling-out').say({ type: 'RollbackDeployment', reason: 'x' });

const rollbackFailed = (): Journey => {
  let here = goingBack();
  while (subject(here).phase !== 'rollback-failed') here = failing(here, true).wait(minutes(10));
  return here;
};

/** Without a check to validate with, that phase is passed over. */
function withPerformance(): UnitSpec {
  const { smoke } = anEnvironment('staging').checks;
  if (smoke === undefined) throw new Error('staging has no smoke');
  const staging = anEnvironment('staging', { checks: { smoke, performance: smoke } });
  return aUnitSpec({ environments: { staging, production: anEnvironment('production') } });
}

/** Each phase as a deployment may be in it, with the states inside it that make a difference. */
const PLACES: Readonly<Record<Phase, readonly (() => Journey)[]>> = {
  packaging: [() => aSuccessor()],
  queued: [
    () => aSuccessor().upTo('awaiting-approval').approve(),
    () => {
      const first = aSuccessor().upTo('deploying-to-staging');
      const release = aRelease('3');
      return journeyOf(anOpening('dep_3', release), release, first.world, first.at).upTo('queued');
    },
  ],
  'deploying-to-staging': [() => aSuccessor().upTo('deploying-to-staging')],
  validating: [() => aSuccessor({ spec: withPerformance() }).upTo('validating')],
  rehearsing: [() => aSuccessor().upTo('rehearsing')],
  'awaiting-approval': [() => aSuccessor().upTo('awaiting-approval')],
  'rolling-out': [
    () => aSuccessor().upTo('rolling-out'),
    () => aSuccessor().upTo('rolling-out').say({ type: 'HoldDeployment', reason: 'x', principal: ADA }),
    () => aSuccessor().upTo('rolling-out').say({ type: 'HoldDeployment', reason: 'x', principal: BUILDER }),
    () => {
      let here = aSuccessor().upTo('rolling-out');
      while (effects(subject(here)).some((one) => one.kind !== 'watch')) here = here.step();
      const verdict = aVerdict('hold', here.at);
      return here.say({ type: 'RecordVerdict', phase: 'rolling-out', stageIndex: 0, verdict });
    },
    () => {
      let here = aSuccessor().upTo('rolling-out');
      while (effects(subject(here)).some((one) => one.kind !== 'watch')) here = here.step();
      const verdict = aVerdict('ambiguous', here.at);
      return here.say({ type: 'RecordVerdict', phase: 'rolling-out', stageIndex: 0, verdict });
    },
  ],
  baking: [() => aSuccessor().upTo('baking')],
  'rolling-back': [goingBack],
  'rollback-failed': [rollbackFailed],
  'rolled-back': [() => goingBack().upTo('rolled-back')],
  closed: [
    () => {
      const here = goingBack().upTo('rolled-back');
      return here.say({ type: 'CloseDeployment', approval: signed(here, 'after-rollback', 'resolve') });
    },
  ],
  completed: [() => aSuccessor().upTo('completed')],
  'packaging-failed': [() => failing(aSuccessor())],
  'staging-failed': [
    () => {
      let here = aSuccessor().upTo('deploying-to-staging');
      while (effects(subject(here))[0]?.kind !== 'run-check') here = here.step();
      const effect = effects(subject(here))[0]?.id as never;
      return here.say({ type: 'RecordCheckResult', effect, result: aFailedCheck() });
    },
  ],
  rejected: [
    () => {
      const here = aSuccessor().upTo('awaiting-approval');
      return here.say({ type: 'RejectDeployment', approval: signed(here, 'production-promotion', 'reject') });
    },
  ],
  expired: [() => aSuccessor().upTo('awaiting-approval').wait(hours(5)).say({ type: 'Tick' })],
  aborted: [() => aSuccessor().say({ type: 'AbortDeployment', reason: 'x', principal: ADA })],
  superseded: [
    () => {
      // The same release once more: it serves already.
      const done = aSuccessor().upTo('completed');
      const release = aRelease('2');
      return journeyOf(anOpening('dep_3', release), release, done.world, done.at).upTo('superseded');
    },
  ],
};

function signed(
  here: Journey,
  checkpoint: 'production-promotion' | 'after-rollback' | 'ambiguous-metrics',
  decision: 'approve' | 'reject' | 'resolve' | 'proceed',
) {
  const deployment = subject(here);
  const digest = 'planDigest' in deployment ? (deployment.planDigest ?? '') : '';
  const reason = 'because';
  return aVerifiedApproval(deployment.opening.id, digest, { checkpoint, decision, reason, nonce: decision });
}

/** What a principal would send for a request. */
function commandFor(request: RequestName, here: Journey, principal: Principal): Command {
  const common = { at: here.at, principal, reason: 'because' } as const;
  switch (request) {
    case 'approve':
      return { ...common, type: 'GrantApproval', approval: signed(here, 'production-promotion', 'approve') };
    case 'reject':
      return { ...common, type: 'RejectDeployment', approval: signed(here, 'production-promotion', 'reject') };
    case 'decide':
      return {
        ...common,
        type: 'AnswerAmbiguity',
        answer: 'proceed',
        approval: signed(here, 'ambiguous-metrics', 'proceed'),
      };
    case 'close':
      return { ...common, type: 'CloseDeployment', approval: signed(here, 'after-rollback', 'resolve') };
    case 'hold':
      return { ...common, type: 'HoldDeployment' };
    case 'resume':
      return { ...common, type: 'ResumeDeployment' };
    case 'abort':
      return { ...common, type: 'AbortDeployment' };
    case 'rollback':
      return { ...common, type: 'RollbackDeployment' };
  }
}

describe.each(Object.entries(PLACES))('while %s', (phase, places) => {
  it.each(places.map((place, index) => [index + 1, place] as const))(
    'each request is allowed just as the table says (%i)',
    (_, place) => {
      const here = place();
      const deployment = subject(here);
      expect(deployment.phase).toBe(phase);

      for (const principal of EVERYONE) {
        for (const { request, allowed, why } of allowedCommands(deployment, principal)) {
          // A signed answer stands on its signature: who carries it is asked where it comes in, not here.
          if (!allowed && why === 'a person must do this' && request !== 'resume') continue;
          const decision = decide(commandFor(request, here, principal), here.world);
          const name = `${request} by ${principal.kind}: ${decision.kind === 'refusal' ? decision.code : 'accepted'}`;
          expect({ name, accepted: decision.kind !== 'refusal' }).toEqual({ name, accepted: allowed });
          if (decision.kind === 'refusal') expect(decision.remedy).not.toBe('');
        }
      }
    },
  );
});

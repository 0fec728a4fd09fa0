import { unreachable } from '../kernel/invariant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { answers } from './answers.ts';
import type { Command, Observation, Request } from './command.ts';
import { closeDeployment, grantApproval, rejectDeployment } from './decide/approval.ts';
import { breakGlass } from './decide/break-glass.ts';
import { recordEffectFailed } from './decide/failure.ts';
import { openDeployment } from './decide/open.ts';
import { recordBuilt, recordSealed, recordUnverified } from './decide/packaging.ts';
import {
  abortDeployment,
  answerAmbiguity,
  holdDeployment,
  resumeDeployment,
  rollbackDeployment,
} from './decide/people.ts';
import { fixForward, recordPreflight } from './decide/promotion.ts';
import { openRestoration } from './decide/restoration.ts';
import {
  recordCandidateRetired,
  recordStableRestored,
  recordStableVerified,
  recordTrafficReturned,
} from './decide/rollback.ts';
import {
  recordClockJump,
  recordGuardRefusal,
  recordHealth,
  recordPrepared,
  recordProductionCheck,
  recordSettled,
  recordStableReduced,
  recordTrafficShift,
  recordVerdict,
} from './decide/rollout.ts';
import { recordPlaced, recordRehearsalMove, recordStagingCheck } from './decide/staging.ts';
import { recordCalendar, tick } from './decide/tick.ts';
import { recordKeysWithdrawn } from './decide/withdrawn.ts';
import type { Decision, World } from './decision.ts';
import { awaitedEffects } from './effects.ts';
import type { Deployment } from './state.ts';

/** What only the engine may say. */
type Report = Exclude<Command, Request | { readonly type: 'Tick' }>;

/** What happens when a command meets the world as it is: events, or a refusal with a remedy. Total, synchronous, pure. */
export function decide(command: Command, world: World): Decision {
  if (command.type === 'OpenDeployment') return openDeployment(command, world);
  if (command.type === 'OpenRestoration') return openRestoration(command, world);
  const { deployment } = world;
  if (deployment === null)
    return refuse('no-such-deployment', 'There is no such deployment', 'List them: plimsoll status --all');
  switch (command.type) {
    case 'GrantApproval':
      return grantApproval(command, deployment, world);
    case 'RejectDeployment':
      return rejectDeployment(command, deployment, world);
    case 'FixForward':
      return fixForward(command, deployment, world);
    case 'AnswerAmbiguity':
      return answerAmbiguity(command, deployment, world);
    case 'BreakGlass':
      return breakGlass(command, deployment, world);
    case 'CloseDeployment':
      return closeDeployment(command, deployment, world);
    case 'HoldDeployment':
      return holdDeployment(command, deployment);
    case 'ResumeDeployment':
      return resumeDeployment(command, deployment, world);
    case 'AbortDeployment':
      return abortDeployment(command, deployment, world);
    case 'RollbackDeployment':
      return rollbackDeployment(command, deployment);
    case 'Tick':
      return tick(deployment, world, command.at);
    default:
      if (command.principal.kind === 'system') return report(command, deployment, world);
      return refuse('not-an-observer', 'Only the engine reports what was seen', 'Ask for what you want instead');
  }
}

function report(command: Report, deployment: Deployment, world: World): Decision {
  switch (command.type) {
    case 'RecordVerdict':
      return recordVerdict(command, deployment, world);
    case 'RecordHealth':
      return recordHealth(command, deployment, world);
    case 'RecordKeysWithdrawn':
      return recordKeysWithdrawn(command, deployment, world);
    case 'RecordClockJump':
      return recordClockJump(command, deployment, world);
    default:
      return observe(command, deployment, world);
  }
}

/** A driver's answer counts only while its effect is still awaited, and only as an answer to that: a late one changes nothing. */
function observe(command: Observation, deployment: Deployment, world: World): Decision {
  const effect = awaitedEffects(deployment).find((awaited) => awaited.id === command.effect);
  if (effect === undefined || !answers(command, effect)) return late(command);
  const { phase } = deployment;
  switch (command.type) {
    case 'RecordEffectFailed':
      return recordEffectFailed(command, effect, deployment, world);
    case 'RecordCalendar':
      return recordCalendar(command, deployment, world);
    case 'RecordBuilt':
      return phase === 'packaging' && deployment.release === null
        ? recordBuilt(command, deployment, world)
        : late(command);
    case 'RecordUnverified':
      return phase === 'packaging' && deployment.release === null
        ? recordUnverified(command, deployment, world)
        : late(command);
    case 'RecordSealed':
      return phase === 'packaging' && deployment.release !== null
        ? recordSealed(command, { ...deployment, release: deployment.release }, world)
        : late(command);
    case 'RecordPlaced':
      return phase === 'deploying-to-staging' && deployment.step === 'place' ? recordPlaced(command) : late(command);
    case 'RecordCheckResult':
      return phase === 'rolling-out' || phase === 'baking'
        ? recordProductionCheck(command, deployment, world)
        : phase === 'deploying-to-staging' || phase === 'validating' || phase === 'rehearsing'
          ? recordStagingCheck(command, deployment, world)
          : late(command);
    case 'RecordRehearsalMove':
      return phase === 'rehearsing' && deployment.part === 'move'
        ? recordRehearsalMove(command, deployment)
        : late(command);
    case 'RecordPreflight':
      return phase === 'queued' && deployment.for === 'production'
        ? recordPreflight(command, deployment, world)
        : late(command);
    case 'RecordPrepared':
      return phase === 'rolling-out' && deployment.step === 'prepare'
        ? recordPrepared(command, deployment, world)
        : late(command);
    case 'RecordTrafficShift':
      if (phase === 'rolling-back' || phase === 'rollback-failed') return recordTrafficReturned(command, deployment);
      return phase === 'rolling-out' && deployment.step === 'shift'
        ? recordTrafficShift(command, deployment, world)
        : late(command);
    case 'RecordStableReduced':
      return phase === 'rolling-out' && deployment.step === 'retire'
        ? recordStableReduced(command, deployment, world)
        : late(command);
    case 'RecordSettled':
      return phase === 'baking' && deployment.step === 'settle'
        ? recordSettled(command, deployment, world)
        : late(command);
    case 'RecordStableRestored':
      return phase === 'rolling-back' || phase === 'rollback-failed' ? recordStableRestored(command) : late(command);
    case 'RecordStableVerified':
      return phase === 'rolling-back' || phase === 'rollback-failed'
        ? recordStableVerified(command, deployment)
        : late(command);
    case 'RecordCandidateRetired':
      return (phase === 'rolling-back' || phase === 'rollback-failed') && deployment.step === 'retire'
        ? recordCandidateRetired(command, deployment, world)
        : late(command);
    case 'RecordGuardRefusal':
      return phase === 'rolling-out' || phase === 'baking'
        ? recordGuardRefusal(command, deployment, world)
        : late(command);
    default:
      return unreachable(command);
  }
}

const late = (command: Observation): Refusal =>
  refuse('effect-not-outstanding', `${command.effect} is not awaited`, 'Drop the result: the deployment has moved on');

import type { Effect } from '../../core/deployment/effect.ts';
import { InvariantViolation, unreachable } from '../../core/kernel/invariant.ts';
import { buildArtifacts } from './build.ts';
import { readCalendar } from './calendar.ts';
import { runCheck } from './check.ts';
import type { Doing, Seen } from './doing.ts';
import { lookBeforePromotion } from './preflight.ts';
import { prepareCandidate, reduceStable, settleCandidate, shiftTraffic } from './production.ts';
import { moveRehearsal } from './rehearsal.ts';
import { restoreStable, retireCandidate, sendBack } from './rollback.ts';
import { sealPlan } from './seal.ts';
import { placeOnStaging } from './staging.ts';
import { verifyStable } from './verify-stable.ts';

/** Carries out one effect through the drivers and says what was seen. Rejects with DriverError when the world failed. */
export function perform(effect: Effect, doing: Doing): Promise<Seen> {
  switch (effect.kind) {
    case 'build-artifacts':
      return buildArtifacts(doing);
    case 'seal-plan':
      return sealPlan(effect, doing);
    case 'place-on-staging':
      return placeOnStaging(effect, doing);
    case 'run-check':
      return runCheck(effect, doing);
    case 'move-rehearsal':
      return moveRehearsal(effect, doing);
    case 'read-calendar':
      return readCalendar(doing);
    case 'look-before-promotion':
      return lookBeforePromotion(doing);
    case 'prepare-candidate':
      return prepareCandidate(effect, doing);
    case 'shift-traffic':
      return shiftTraffic(effect, doing);
    case 'reduce-stable':
      return reduceStable(effect, doing);
    case 'settle':
      return settleCandidate(effect, doing);
    case 'return-traffic':
      return sendBack(effect, doing);
    case 'restore-stable':
      return restoreStable(effect, doing);
    case 'verify-stable':
      return verifyStable(effect, doing);
    case 'retire-candidate':
      return retireCandidate(effect, doing);
    case 'watch':
      throw new InvariantViolation('a watch goes on tick by tick: src/engine/watching.ts');
    default:
      return unreachable(effect);
  }
}

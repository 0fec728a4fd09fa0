import type { Observation } from './command.ts';
import { type Effect, FORWARD_KINDS } from './effect.ts';

/** Which effects each observation can be the answer to. A failure answers any; a refusal of the guard only a forward one. */
const ANSWERED: Readonly<Record<Exclude<Observation['type'], 'RecordEffectFailed'>, readonly Effect['kind'][]>> = {
  RecordBuilt: ['build-artifacts'],
  RecordUnverified: ['build-artifacts'],
  RecordSealed: ['seal-plan'],
  RecordPlaced: ['place-on-staging'],
  RecordCheckResult: ['run-check'],
  RecordRehearsalMove: ['move-rehearsal'],
  RecordPreflight: ['look-before-promotion'],
  RecordPrepared: ['prepare-candidate'],
  RecordTrafficShift: ['shift-traffic', 'return-traffic'],
  RecordStableReduced: ['reduce-stable'],
  RecordSettled: ['settle'],
  RecordStableRestored: ['restore-stable'],
  RecordStableVerified: ['verify-stable'],
  RecordCandidateRetired: ['retire-candidate'],
  RecordCalendar: ['read-calendar'],
  RecordGuardRefusal: FORWARD_KINDS,
};

/** Whether an observation is an answer to this effect at all: another one under its id would skip a step. */
export function answers(observation: Observation, effect: Effect): boolean {
  if (observation.type === 'RecordEffectFailed') return true;
  if (!ANSWERED[observation.type].includes(effect.kind)) return false;
  return (
    observation.type !== 'RecordCheckResult' ||
    (effect.kind === 'run-check' && effect.check === observation.result.kind)
  );
}

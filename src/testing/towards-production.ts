import { NONE } from '../core/kernel/weight.ts';
import { aDigest, aVerifiedApproval } from './builders.ts';
import { aSuccessor, GOOD_HEALTH, type Journey } from './journey.ts';
import { theEffect } from './story.ts';

/** The plan that a successor's approval is about. */
export const PLAN = aDigest('a');

/** An approval of a successor's production. */
export const approve = (changes = {}) =>
  ({ type: 'GrantApproval', approval: aVerifiedApproval('dep_2', PLAN, changes) }) as const;

/** A successor that was approved and asks for production. */
export const queued = () => aSuccessor().upTo('awaiting-approval').say(approve());

/** What was found just before promotion: all is well, unless changed. */
export const look = (here: Journey, changes: object = {}) =>
  ({
    type: 'RecordPreflight',
    effect: theEffect(here.world, 'look-before-promotion').id,
    findings: [],
    traffic: { kind: 'split', candidate: NONE },
    health: GOOD_HEALTH,
    ...changes,
  }) as const;

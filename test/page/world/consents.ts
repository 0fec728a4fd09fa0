import type { GlassView } from '../../../src/api/break-glass.ts';
import type { PolicyView } from '../../../src/api/policy.ts';
import { hours } from '../../../src/core/kernel/duration.ts';
import { policyChanges } from '../../../src/core/plan/policy/policy-diff.ts';
import { protectionOf } from '../../../src/core/plan/policy/protection.ts';
import { aDigest, aUnitSpec } from '../../../src/testing/builders.ts';
import { glassOf } from './glass.ts';
import { NOW } from './scenes.ts';
import { SCENES } from './stage.ts';
import type { Answers } from './staged-plane.ts';

/** A change of policy that Ada signed and that waits for one more: weaker in one way, stricter in another. */
export function policyOf(said: (text: string) => string): PolicyView {
  const previous = protectionOf(aUnitSpec(), 'production');
  const { checkpoints } = previous;
  const approvers = [...checkpoints.productionPromotion.approvers, said('person:eve')];
  const next = {
    ...previous,
    checkpoints: { ...checkpoints, productionPromotion: { ...checkpoints.productionPromotion, approvers } },
    evidenceMaxAge: hours(1),
  };
  const since = new Date(NOW - hours(90)).toISOString();
  return {
    ...{ unit: said(previous.unit), environment: said('production') },
    inForce: {
      ...{ protection: previous, digest: aDigest('1'), version: 3, by: ['person:ada'], deployment: null, since },
    },
    proposed: { protection: next, digest: aDigest('2') },
    changes: policyChanges(previous, next),
    approvers: [said('person:ada'), said('group:payments-leads')],
    ...{ needed: 2, signed: [said('person:ada')] },
    question: { controlPlaneId: 'cp_staged', previous, next, version: 4 },
  };
}

/** Everything that waits for an approver's signature, beside deployments. */
export function answersOfConsents(said: (text: string) => string): Answers {
  const timed = Object.values(SCENES).filter(({ view }) => ['rolling-out', 'baking'].includes(view.phase));
  const glasses = timed.map(({ view }): [string, GlassView] => [
    `GET /deployments/${view.id}/break-glass`,
    glassOf(view, said),
  ]);
  return { 'GET /policies/waiting': [policyOf(said)], ...Object.fromEntries(glasses) };
}

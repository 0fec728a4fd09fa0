import type { GlassView } from '../../../src/api/break-glass.ts';
import type { PolicyView } from '../../../src/api/policy.ts';
import { hours, minutes } from '../../../src/core/kernel/duration.ts';
import { later } from '../../../src/core/kernel/instant.ts';
import { policyChanges } from '../../../src/core/plan/policy/policy-diff.ts';
import { protectionOf } from '../../../src/core/plan/policy/protection.ts';
import { aDigest, aUnitSpec } from '../../../src/testing/builders.ts';
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

const glassOf = (said: (text: string) => string, { id, phase, planDigest }: (typeof SCENES)['canary']['view']) => ({
  question: {
    ...{ controlPlaneId: 'cp_staged', deploymentId: id, environment: 'production', stageIndex: 1 },
    ...{ planDigest: planDigest ?? '', since: later(NOW, -minutes(6) as never) },
    phase: phase === 'baking' ? ('baking' as const) : ('rolling-out' as const),
  },
  ...{ what: 'stage 2/3', plannedEnd: new Date(NOW + minutes(9)).toISOString() },
  verdict: said('pass: proven, waits for the minimum duration'),
  approvers: [said('person:ada')],
  broken: { by: [said('person:bob')], effectiveAt: new Date(NOW + minutes(4)).toISOString() },
});

/** Everything that waits for an approver's signature, beside deployments. */
export function answersOfConsents(said: (text: string) => string): Answers {
  const timed = Object.values(SCENES).filter(({ view }) => ['rolling-out', 'baking'].includes(view.phase));
  const glasses = timed.map(({ view }): [string, GlassView] => [
    `GET /deployments/${view.id}/break-glass`,
    glassOf(said, view),
  ]);
  return { 'GET /policies/waiting': [policyOf(said)], ...Object.fromEntries(glasses) };
}

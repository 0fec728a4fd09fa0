import type { Phase } from '../../core/deployment/state.ts';
import { chartSection } from '../charts.ts';
import { type DeploymentRecord, last, stateOf } from '../record.ts';
import { REPORT_SCHEMA } from '../schema.ts';
import { spoken } from '../wording.ts';
import { postFacts, postSections } from './added.ts';
import { figuresOf } from './figures.ts';
import type { PostReport } from './model.ts';
import { restorationReport } from './restoration.ts';

/** The report on how production took it; null before the promotion. */
export function postReport(record: DeploymentRecord): PostReport | null {
  const restored = restorationReport(record);
  if (restored !== null) return restored;
  const deployment = stateOf(record);
  const sealed = last(record, 'PlanSealed');
  if (deployment === null || sealed === undefined || last(record, 'PromotionStarted') === undefined) return null;
  const isBaked = last(record, 'ProductionDeployed') !== undefined;
  const isAfter = (at: number | 'bake'): boolean => (isBaked ? at === 'bake' : at !== 'bake');
  const facts = postFacts(record, sealed.plan, deployment, isAfter);
  return {
    schema: REPORT_SCHEMA,
    kind: 'post',
    status: statusOf(deployment.phase, deployment.signal),
    after: spoken(sealed.plan.bake.duration),
    metrics: [...figuresOf(record, sealed.plan.metrics.queries, isAfter)],
    alerts: [...facts.alerts],
    recommendation: recommendationOf(deployment.phase, facts.rollback !== null),
    more: [...chartSection('Course', record), ...postSections(facts)],
    facts: { ...facts },
  };
}

function statusOf(phase: Phase, signal: string | null): PostReport['status'] {
  if (phase === 'completed') return { state: 'complete' };
  if (phase === 'rolled-back' || phase === 'closed') return { state: 'rolled-back' };
  return { state: 'under-way', phase, signal };
}

function recommendationOf(phase: Phase, isGoingBack: boolean): PostReport['recommendation'] {
  if (phase === 'completed') return 'stable';
  if (phase === 'closed') return 'deploy-again';
  return isGoingBack ? 'find-root-cause' : 'none-yet';
}

import { comparisonsOf } from '../../core/gate/comparisons.ts';
import { configChanges } from '../../core/plan/config-changes.ts';
import { planDifferences } from '../../core/plan/diff.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Stage } from '../../core/strategy/strategy.ts';
import { type DeploymentRecord, last } from '../record.ts';
import { REPORT_SCHEMA } from '../schema.ts';
import { statementSection } from '../statements.ts';
import { breaking, spoken } from '../wording.ts';
import { type PlanFacts, planSections } from './added.ts';
import type { PlanReport } from './model.ts';

const NAMES = {
  canary: 'Canary',
  'blue-green': 'Blue-Green',
  rolling: 'Rolling',
  'first-release': 'First release',
} as const;

/** The report on the newest sealed plan; null before there is one. */
export function planReport(record: DeploymentRecord): PlanReport | null {
  const facts = factsOf(record);
  if (facts === null) return null;
  const { plan, approvals, isAwaited } = facts;
  return {
    schema: REPORT_SCHEMA,
    kind: 'plan',
    strategy: NAMES[plan.strategy.kind],
    stages: plan.strategy.stages.map((stage) => stageOf(plan, stage)),
    bake: spoken(plan.bake.duration),
    rollback: {
      to: plan.rollbackTarget.kind === 'release' ? 'previous-version' : 'out-of-service',
      estimated: spoken(plan.limits.targetTime),
      migration: plan.migrations,
    },
    consent: isAwaited
      ? { state: 'awaited' }
      : approvals.length === 0
        ? { state: 'not-given' }
        : {
            state: 'given',
            by: approvals.map(({ approver, kind, assurance }) => `${approver} (${kind}, ${assurance})`),
          },
    more: [
      ...planSections(facts),
      ...statementSection('Said beside it', record, ({ kind }) => kind !== 'incident-draft', facts.planDigest),
    ],
    facts: { ...facts },
  };
}

function factsOf(record: DeploymentRecord): PlanFacts | null {
  const sealed = last(record, 'PlanSealed');
  if (sealed === undefined) return null;
  const round = { ...record, events: record.events.slice(record.events.lastIndexOf(sealed)) };
  const earlier = record.events.filter((event) => event.type === 'PlanSealed').at(-2);
  const approvals = round.events.flatMap((event) => (event.type === 'ApprovalGranted' ? [event.approval] : []));
  return {
    plan: sealed.plan,
    planDigest: sealed.planDigest,
    rehearsedBack: last(round, 'RehearsalPassed')?.certificate.back ?? null,
    approvals: approvals.map(({ approver, kind, assurance }) => ({ approver, kind, assurance })),
    isAwaited: last(round, 'PromotionApproved') === undefined && last(round, 'DeploymentStopped') === undefined,
    power: sealed.power ?? null,
    commits: sealed.commits ?? null,
    configChanges: configChanges(sealed.rollbackRelease, sealed.plan.release, sealed.plan.environment),
    policy: sealed.policy ?? null,
    changedSince: earlier === undefined ? [] : planDifferences(earlier.plan, sealed.plan),
    opening: last(record, 'DeploymentOpened')?.opening ?? null,
  };
}

function stageOf(plan: Plan, stage: Stage): PlanReport['stages'][number] {
  if (stage.duration === null) return { weight: stage.weight / 10, duration: null, monitor: [], rollback_if: [] };
  const metrics = stage.gates.flatMap((gate) => comparisonsOf(gate.condition)).map(({ metric }) => metric);
  const triggers = [
    ...stage.gates.map((gate) => breaking(gate.condition)),
    ...plan.triggers.map((trigger) => trigger.text),
  ];
  return {
    weight: stage.weight / 10,
    duration: spoken(stage.duration),
    monitor: [...new Set(metrics)],
    rollback_if: [...new Set(triggers)],
  };
}

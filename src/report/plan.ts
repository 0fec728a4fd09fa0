import { comparisonsOf } from '../core/gate/comparisons.ts';
import { formatDuration } from '../core/kernel/duration.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Stage } from '../core/strategy/strategy.ts';
import { type DeploymentRecord, last } from './record.ts';
import { breaking, spoken, tenths } from './wording.ts';

/** The production plan as a value. */
export interface PlanReport {
  readonly schema: 'plimsoll.report/1';
  readonly kind: 'plan';
  readonly plan: Plan;
  readonly planDigest: string;
  readonly rehearsedBack: number | null;
  readonly approvals: readonly { readonly approver: string; readonly kind: string; readonly assurance: string }[];
  readonly awaiting: boolean;
}

const NAMES = { canary: 'Canary', 'first-release': 'First release' } as const;

/** The report on the newest sealed plan; null before there is one. */
export function planReport(record: DeploymentRecord): PlanReport | null {
  const sealed = last(record, 'PlanSealed');
  if (sealed === undefined) return null;
  const round = { ...record, events: record.events.slice(record.events.lastIndexOf(sealed)) };
  const approvals = round.events.flatMap((event) => (event.type === 'ApprovalGranted' ? [event.approval] : []));
  return {
    schema: 'plimsoll.report/1',
    kind: 'plan',
    plan: sealed.plan,
    planDigest: sealed.planDigest,
    rehearsedBack: last(round, 'RehearsalPassed')?.certificate.back ?? null,
    approvals: approvals.map(({ approver, kind, assurance }) => ({ approver, kind, assurance })),
    awaiting: last(round, 'PromotionApproved') === undefined && last(round, 'DeploymentStopped') === undefined,
  };
}

/** The seed's plan first, in its order; what we add stands after it under a heading of its own. */
export function planMarkdown(report: PlanReport): string {
  const { plan } = report;
  return [
    '## Production Deployment Plan',
    `### Strategy: ${NAMES[plan.strategy.kind]}`,
    '### Stages',
    ...plan.strategy.stages.map((stage, index) => stageLines(plan, stage, index)),
    '### Rollback Plan',
    rollbackLines(report),
    report.awaiting ? '**Awaiting approval to proceed.**' : approvedLine(report),
    '### Sealed',
    sealedLines(report),
  ]
    .join('\n\n')
    .concat('\n');
}

function stageLines(plan: Plan, stage: Stage, index: number): string {
  const share = `${stage.weight / 10}% traffic`;
  if (stage.duration === null) {
    const watch = `   - Continue monitoring for ${spoken(plan.bake.duration)}`;
    return [`${index + 1}. ${share}`, watch, '   - Mark stable after validation period'].join('\n');
  }
  const metrics = [...new Set(stage.gates.flatMap((gate) => comparisonsOf(gate.condition)).map((one) => one.metric))];
  const triggers = [
    ...stage.gates.map((gate) => breaking(gate.condition)),
    ...plan.triggers.map((trigger) => trigger.text),
  ];
  return [
    `${index + 1}. ${share} for ${spoken(stage.duration)}`,
    `   - Monitor: ${metrics.join(', ') || 'triggers'}`,
    `   - Auto-rollback if: ${[...new Set(triggers)].join(', ')}`,
  ].join('\n');
}

const MIGRATIONS = {
  none: 'None (backward compatible)',
  'backward-compatible': 'Backward compatible',
  blocking: 'Blocking',
} as const;

function rollbackLines({ plan, rehearsedBack }: PlanReport): string {
  const back =
    plan.rollbackTarget.kind === 'release'
      ? `One-click rollback to previous version (${plan.rollbackTarget.version})`
      : 'First release: a rollback takes it out of service, and users get 503';
  const rehearsed = rehearsedBack === null ? '' : ` (rehearsed: ${tenths(rehearsedBack)})`;
  return [
    `- ${back}`,
    `- Estimated rollback time: < ${spoken(plan.limits.targetTime)}${rehearsed}`,
    `- Data migration: ${MIGRATIONS[plan.migrations]}`,
  ].join('\n');
}

const approvedLine = ({ approvals }: PlanReport): string =>
  approvals.length === 0
    ? '**Not approved.**'
    : `**Approved by ${approvals.map((one) => `${one.approver} (${one.kind}, ${one.assurance})`).join(', ')}.**`;

function sealedLines({ plan, planDigest }: PlanReport): string {
  return [
    `- Plan: ${planDigest}`,
    ...(plan.demo ? ['- DEMO: the labelled demo approver may answer; it proves nothing'] : []),
    ...plan.release.artifacts.map((artifact) => `- Artifact: ${artifact.name}@${artifact.digest}`),
    `- Configuration: ${plan.release.configs[plan.environment]?.digest ?? 'none'}`,
    `- Approvers: ${plan.policy.productionPromotion.approvers.join(', ')}, ${plan.policy.productionPromotion.count} needed`,
    `- Triggers: ${plan.triggers.map((trigger) => trigger.text).join(', ')}; health fails for ${formatDuration(plan.limits.healthTimeout)}; work takes ${formatDuration(plan.limits.deploymentTimeout)}`,
  ].join('\n');
}

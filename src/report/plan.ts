import type { CommitSummary } from '../core/deployment/event.ts';
import { comparisonsOf } from '../core/gate/comparisons.ts';
import { formatDuration } from '../core/kernel/duration.ts';
import { type ConfigChange, configChanges, configChangeText } from '../core/plan/config-changes.ts';
import { type PlanDifference, planDifferences, planDifferenceText } from '../core/plan/diff.ts';
import type { Plan } from '../core/plan/plan.ts';
import { type PolicyStanding, standingLines } from '../core/plan/policy/standing.ts';
import { principalText } from '../core/principal/principal.ts';
import type { Stage } from '../core/strategy/strategy.ts';
import { strategyText } from '../core/strategy/strategy-text.ts';
import type { PowerCheck } from '../core/verdict/power/power-check.ts';
import { powerLines } from '../core/verdict/power/power-text.ts';
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
  /** Made when the plan was sealed and no part of it; null in records from before there was such a check. */
  readonly power: PowerCheck | null;
  /** What lies between what serves and this; null in records from before it was written down. */
  readonly commits: readonly CommitSummary[] | null;
  readonly configChanges: readonly ConfigChange[];
  /** How its policy stood to the one in force; null in older records. */
  readonly policy: PolicyStanding | null;
  /** How it differs from the plan of the same deployment that was sealed before. */
  readonly changedSince: readonly PlanDifference[];
  readonly requester: string;
  readonly reason: string;
  readonly ticket: string | null;
}

const NAMES = {
  canary: 'Canary',
  'blue-green': 'Blue-Green',
  rolling: 'Rolling',
  'first-release': 'First release',
} as const;

/** The report on the newest sealed plan; null before there is one. */
export function planReport(record: DeploymentRecord): PlanReport | null {
  const sealed = last(record, 'PlanSealed');
  if (sealed === undefined) return null;
  const round = { ...record, events: record.events.slice(record.events.lastIndexOf(sealed)) };
  const before = record.events.filter((event) => event.type === 'PlanSealed').at(-2);
  const approvals = round.events.flatMap((event) => (event.type === 'ApprovalGranted' ? [event.approval] : []));
  return {
    schema: 'plimsoll.report/1',
    kind: 'plan',
    plan: sealed.plan,
    planDigest: sealed.planDigest,
    rehearsedBack: last(round, 'RehearsalPassed')?.certificate.back ?? null,
    approvals: approvals.map(({ approver, kind, assurance }) => ({ approver, kind, assurance })),
    awaiting: last(round, 'PromotionApproved') === undefined && last(round, 'DeploymentStopped') === undefined,
    power: sealed.power ?? null,
    commits: sealed.commits ?? null,
    configChanges: configChanges(sealed.rollbackRelease, sealed.plan.release, sealed.plan.environment),
    policy: sealed.policy ?? null,
    changedSince: before === undefined ? [] : planDifferences(before.plan, sealed.plan),
    ...askedIn(record),
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
    ...(report.power === null ? [] : ['### Power check', powerList(report.power)]),
    // Older records did not write them down, and read as they always did.
    ...(report.commits === null
      ? []
      : ['### Changes', changeLines(report, report.commits), '### Asked for', askedLines(report)]),
    ...(report.changedSince.length === 0
      ? []
      : ['### Changed since the plan before', listed(report.changedSince.map(planDifferenceText))]),
    ...(report.policy === null ? [] : ['### Policy', listed(standingLines(report.policy))]),
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

const powerList = (power: PowerCheck): string => {
  const lines = powerLines(power);
  return lines.length === 0 ? '- No gate to prove' : lines.map((text) => `- ${text}`).join('\n');
};

function changeLines(report: PlanReport, commits: readonly CommitSummary[]): string {
  const { plan, configChanges: keys } = report;
  const lines = commits.map(
    ({ commit, author, subject }) => `${commit.slice(0, 12)} ${inline(author)}: ${inline(subject)}`,
  );
  return listed([
    ...(commits.length === 0 ? ['Commits: none that are known'] : lines),
    ...(keys.length === 0 ? ['Configuration keys: none'] : keys.map(configChangeText)),
    `Strategy: ${strategyText(plan.strategy)}`,
  ]);
}

// Texts of others stay on their line, and make no heading, link or list of their own.
const inline = (text: string): string =>
  text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_[\]<>#|]/g, (sign) => `\\${sign}`);

const listed = (lines: readonly string[]): string => lines.map((text) => `- ${text}`).join('\n');

function askedIn(record: DeploymentRecord): Pick<PlanReport, 'requester' | 'reason' | 'ticket'> {
  const opened = last(record, 'DeploymentOpened')?.opening;
  const requester = opened === undefined ? 'unknown' : principalText(opened.requester);
  return { requester, reason: opened?.reason ?? '', ticket: opened?.ticket ?? null };
}

const askedLines = ({ requester, reason, ticket }: PlanReport): string =>
  listed([
    `By: ${inline(requester)}`,
    ...(reason === '' ? [] : [`Reason: ${inline(reason)}`]),
    ...(ticket === null ? [] : [`Ticket: ${inline(ticket)}`]),
  ]);

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

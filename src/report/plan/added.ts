import type { CommitSummary } from '../../core/deployment/event.ts';
import type { Opening } from '../../core/deployment/opening.ts';
import { gateText } from '../../core/gate/text.ts';
import { formatDuration } from '../../core/kernel/duration.ts';
import { type ConfigChange, configChangeText } from '../../core/plan/config-changes.ts';
import { type PlanDifference, planDifferenceText } from '../../core/plan/diff.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { type PolicyStanding, standingLines } from '../../core/plan/policy/standing.ts';
import { principalText } from '../../core/principal/principal.ts';
import { strategyText } from '../../core/strategy/strategy-text.ts';
import { requirementText } from '../../core/unit/verification.ts';
import type { PowerCheck } from '../../core/verdict/power/power-check.ts';
import { powerLines } from '../../core/verdict/power/power-text.ts';
import { type Block, foreign, type Line, list, section, table } from '../document/block.ts';
import { tenths } from '../wording.ts';

/** What the record says of a plan. */
export interface PlanFacts {
  readonly plan: Plan;
  readonly planDigest: string;
  readonly rehearsedBack: number | null;
  readonly approvals: readonly { readonly approver: string; readonly kind: string; readonly assurance: string }[];
  readonly isAwaited: boolean;
  /** Made when the plan was sealed and no part of it; null in records from before there was such a check. */
  readonly power: PowerCheck | null;
  /** What lies between what serves and this; null in records from before it was written down. */
  readonly commits: readonly CommitSummary[] | null;
  readonly configChanges: readonly ConfigChange[];
  /** How its policy stood to the one in force; null in older records. */
  readonly policy: PolicyStanding | null;
  /** How it differs from the plan of the same deployment that was sealed before. */
  readonly changedSince: readonly PlanDifference[];
  readonly opening: Opening | null;
}

/** What we add to the seed's plan. What older records did not write down is left out. */
export function planSections(facts: PlanFacts): readonly Block[] {
  const { commits, power, changedSince, policy } = facts;
  return [
    ...section('Rollback target', list(targetLines(facts))),
    ...section('Sealed', list(sealedLines(facts))),
    ...gateSection(facts.plan),
    ...(power === null ? [] : section('Power check', list(powerList(power)))),
    ...(commits === null
      ? []
      : [...section('Changes', list(changeLines(facts, commits))), ...section('Asked for', list(askedLines(facts)))]),
    ...(changedSince.length === 0
      ? []
      : section('Changed since the plan before', list(changedSince.map(planDifferenceText)))),
    ...(policy === null ? [] : section('Policy', list(standingLines(policy)))),
  ];
}

/** Every condition by where it is asked, where the stages alone do not say it: of each batch, and on trial. */
function gateSection({ strategy, bake, triggers }: Plan): readonly Block[] {
  const hasTrial = strategy.stages.some(({ shadowGates = [] }) => shadowGates.length > 0);
  if (strategy.kind !== 'rolling' && !hasTrial) return [];
  const of = strategy.kind === 'rolling' ? 'batch' : 'stage';
  const rows = [
    ...strategy.stages.flatMap(({ gates, shadowGates = [] }, at) => [
      ...gates.map((gate) => [`${of} ${at + 1}`, gateText(gate), 'must be proven']),
      ...shadowGates.map((gate) => [`${of} ${at + 1}`, gateText(gate), 'shadow: judged and shown, never acted on']),
    ]),
    ...bake.gates.map((gate) => ['bake', gateText(gate), 'must be proven']),
    ...triggers.map((trigger) => ['always', gateText(trigger), 'rolls back']),
  ];
  const lines = rows.map(([where = '', gate = '', meaning = '']): Line[] => [where, [{ code: gate }], meaning]);
  return section('Gates', table(['Where', 'Gate', 'Meaning'], lines));
}

function targetLines({ plan, rehearsedBack }: PlanFacts): readonly Line[] {
  const { rollbackTarget: target } = plan;
  return [
    ...(target.kind === 'release'
      ? [
          ['Version: ', foreign(target.version), `, commit ${target.commit}`],
          ...target.artifactDigests.map((digest) => `Artifact: ${digest}`),
        ]
      : ['None: nothing served before it']),
    rehearsedBack === null ? 'Not rehearsed yet' : `Rehearsed on ${plan.requires}: back in ${tenths(rehearsedBack)}`,
  ];
}

function sealedLines({ plan, planDigest }: PlanFacts): readonly Line[] {
  const { approvers, count } = plan.policy.productionPromotion;
  const { healthTimeout, deploymentTimeout } = plan.limits;
  const triggers = plan.triggers.map((trigger) => trigger.text).join(', ');
  return [
    `Plan: ${planDigest}`,
    ...(plan.demo ? ['DEMO: the labelled demo approver may answer; it proves nothing'] : []),
    ...plan.release.artifacts.map(({ name, digest }) => `Artifact: ${name}@${digest}`),
    `Configuration: ${plan.release.configs[plan.environment]?.digest ?? 'none'}`,
    ...(plan.verification ?? []).map((one) => `Verified code: ${requirementText(one)}`),
    `Approvers: ${approvers.join(', ')}, ${count} needed`,
    `Triggers: ${triggers}; health fails for ${formatDuration(healthTimeout)}; work takes ${formatDuration(deploymentTimeout)}`,
  ];
}

function powerList(power: PowerCheck): readonly string[] {
  const lines = powerLines(power);
  return lines.length === 0 ? ['No gate to prove'] : lines;
}

function changeLines({ plan, configChanges }: PlanFacts, commits: readonly CommitSummary[]): readonly Line[] {
  return [
    ...(commits.length === 0
      ? ['Commits: none that are known']
      : commits.map(({ commit, author, subject }) => [
          `${commit.slice(0, 12)} `,
          foreign(author),
          ': ',
          foreign(subject),
        ])),
    ...(configChanges.length === 0 ? ['Configuration keys: none'] : configChanges.map(configChangeText)),
    `Strategy: ${strategyText(plan.strategy)}`,
  ];
}

function askedLines({ opening }: PlanFacts): readonly Line[] {
  const by = opening === null ? 'unknown' : principalText(opening.requester);
  const { reason = '', ticket } = opening ?? {};
  return [
    ['By: ', foreign(by)],
    ...(reason === '' ? [] : [['Reason: ', foreign(reason)]]),
    ...(ticket === undefined ? [] : [['Ticket: ', foreign(ticket)]]),
  ];
}

import { isTerminal } from '../../core/deployment/state.ts';
import { gateText } from '../../core/gate/text.ts';
import { formatDuration } from '../../core/kernel/duration.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Release } from '../../core/unit/release.ts';
import type { Scan } from '../../core/validation/measured.ts';
import { amountText, spokenMetric } from '../amount.ts';
import { type Block, foreign, type Line, list, type Span, section } from '../document/block.ts';
import { all, type DeploymentRecord, last, stateOf } from '../record.ts';
import { REPORT_SCHEMA } from '../schema.ts';
import { momentIn, zoneOf } from '../zone.ts';
import type { RunbookReport } from './model.ts';

/** So many incidents are told. */
const INCIDENTS = 5;

/** The runbook as of a deployment or a restoration; null before its plan was sealed. */
export function runbookReport(record: DeploymentRecord): RunbookReport | null {
  const sealed = last(record, 'PlanSealed') ?? last(record, 'RestorationOpened');
  const deployment = stateOf(record);
  const newest = record.events.at(-1);
  if (sealed === undefined || deployment === null || newest === undefined) return null;
  const { plan, rollbackRelease } = sealed;
  const { id, spec } = deployment.opening;
  const isServing = deployment.phase === 'completed';
  const serving = isServing ? plan.release : rollbackRelease;
  return {
    schema: REPORT_SCHEMA,
    kind: 'runbook',
    unit: plan.unit,
    environment: plan.environment,
    asOf: momentIn(zoneOf(record.events))(newest.at),
    runs: [
      ...(serving === null ? ['Stable: nothing serves'] : runsOf('Stable', serving, plan)),
      ...(isTerminal(deployment.phase) || deployment.phase === 'rolled-back'
        ? []
        : runsOf(`Candidate (${id}, ${deployment.phase})`, plan.release, plan)),
      isServing && rollbackRelease !== null
        ? `To go back to: ${rollbackRelease.version}, commit ${rollbackRelease.commit}`
        : 'To go back to: see plimsoll environment show',
    ],
    acts: actsFor(plan.environment, id),
    gates: gatesOf(plan),
    health: healthOf(plan),
    contacts: [
      ['Owners: ', foreign(spec.owners.join(', ') || 'none named')],
      `Promotion: ${plan.policy.productionPromotion.approvers.join(', ')}`,
      `Ambiguous metrics: ${plan.policy.ambiguousMetrics.approvers.join(', ')}`,
      `After a rollback: ${plan.policy.afterRollback.approvers.join(', ')}`,
    ],
    incidents: incidentsOf(record),
    more: isServing ? [...baselineSection(record)] : [],
    facts: { unit: plan.unit, environment: plan.environment, deployment: id, release: serving?.id ?? null },
  };
}

function runsOf(track: string, release: Release, { environment, router }: Plan): Line[] {
  const config = release.configs[environment];
  return [
    [`${track}: `, foreign(release.version), `, commit ${release.commit}`],
    ...release.artifacts.map(({ name, digest }) => `${track}: artifact ${name}@${digest}`),
    ...(config === undefined
      ? []
      : [`${track}: target ${config.snapshot.target.type}, configuration ${config.digest}`]),
    `Route: ${router.type}`,
  ];
}

/** What staging measured of what serves: the next release is held against it. Nothing where nothing was measured. */
function baselineSection(record: DeploymentRecord): readonly Block[] {
  const passed = all(record, 'CheckPassed').map(({ result }) => result);
  const figures = passed.flatMap(({ performance = [] }) => performance);
  const scans = passed.flatMap(({ security }) => (security === undefined ? [] : Object.entries(security)));
  if (figures.length === 0 && scans.length === 0) return [];
  return section(
    'Baseline of the next release',
    list([
      ...figures.map(
        ({ metric, value, unit }): Line => [foreign(spokenMetric(metric)), `: ${amountText(value, unit)}`],
      ),
      ...scans.map(([name, scan]): Line => [foreign(name), ': ', scanText(scan)]),
    ]),
  );
}

const scanText = (scan: Scan): Span =>
  scan.state === 'read' ? `${scan.findings.length} findings that are known` : foreign(`not scanned (${scan.why})`);

/** The same acts from every way in; the safe ones need no approval. */
const actsFor = (environment: string, id: string): RunbookReport['acts'] => [
  { what: 'hold what is under way', command: `plimsoll hold ${id} --reason "…"` },
  { what: 'take it back (the page and the API have the same act)', command: `plimsoll rollback ${id} --reason "…"` },
  { what: 'keep everything out', command: `plimsoll environment hold ${environment} --reason "…"` },
  { what: 'send traffic to stable when nothing else can', command: `plimsoll router fallback -e ${environment}` },
  { what: 'see what waits, for whom and until when', command: `plimsoll status ${id}` },
];

function gatesOf({ strategy, bake, triggers }: Plan): RunbookReport['gates'] {
  const forward = 'must be proven before it goes on';
  const back = 'takes it back as soon as it is proven';
  return [
    ...strategy.stages.flatMap((stage, at) =>
      stage.gates.map((gate) => ({
        where: `stage ${at + 1}, ${stage.weight / 10} %`,
        gate: gateText(gate),
        meaning: forward,
      })),
    ),
    ...bake.gates.map((gate) => ({ where: 'bake', gate: gateText(gate), meaning: forward })),
    ...triggers.map((trigger) => ({ where: 'always', gate: gateText(trigger), meaning: back })),
  ];
}

function healthOf({ release, environment, limits }: Plan): Line[] {
  const health = release.configs[environment]?.snapshot.health;
  return [
    ...(health === undefined
      ? []
      : [
          `GET ${health.path} every ${formatDuration(health.every)}; healthy after ${health.healthyAfter} good answers in a row`,
        ]),
    `Bad health for ${formatDuration(limits.healthTimeout)} takes the candidate back; so does work that takes ${formatDuration(limits.deploymentTimeout)}`,
    `At least ${limits.floor} instances serve at every moment`,
  ];
}

function incidentsOf({ events, past = [] }: DeploymentRecord): Line[] {
  return [events, ...past.toReversed()]
    .flatMap((one) => {
      const rolled = last({ events: one, measured: [] }, 'RollbackStarted');
      const plan = last({ events: one, measured: [] }, 'PlanSealed')?.plan;
      const cause = last({ events: one, measured: [] }, 'DeploymentClosed')?.rootCause;
      if (rolled === undefined || plan === undefined) return [];
      const why = cause === undefined ? ['root cause not recorded'] : ['root cause: ', foreign(cause)];
      return [
        [`${momentIn(zoneOf(events))(rolled.at)} `, foreign(plan.release.version), ` (${rolled.cause.kind}): `, ...why],
      ];
    })
    .slice(0, INCIDENTS);
}

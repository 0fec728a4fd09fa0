import { type Allowance, allowedCommands } from '../core/deployment/allowed-commands.ts';
import type { CheckResult, RollbackCertificate } from '../core/deployment/evidence.ts';
import type { Hold } from '../core/deployment/hold.ts';
import { isRestoration } from '../core/deployment/opening.ts';
import type { RollbackCause } from '../core/deployment/rollback-cause.ts';
import { shownOf } from '../core/deployment/shown.ts';
import { type Deployment, isTerminal, type Phase, type Signal } from '../core/deployment/state.ts';
import type { Traffic } from '../core/deployment/traffic.ts';
import type { EntryEvidence, ProvenanceRecord } from '../core/evidence/entry-evidence.ts';
import { entryLines } from '../core/evidence/entry-text.ts';
import type { Instant } from '../core/kernel/instant.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { RefusedPlan } from '../core/plan/refused-plan.ts';
import { type Principal, principalText } from '../core/principal/principal.ts';
import { prunedFor } from '../core/retention/pruned-release.ts';
import { originLines, sbomLines } from '../core/unit/artifact-text.ts';
import type { Verdict } from '../core/verdict/verdict.ts';
import type { LiveView } from './live.ts';
import { type OutlookView, outlookOf } from './outlook.ts';
import { type Places, type Waiting, waitingOf } from './waiting.ts';

/** The stage or bake under way. */
export interface StageView {
  readonly index: number;
  readonly of: number;
  readonly weight: string;
  readonly since: string | null;
  /** When it may end at the earliest; null for the last stage. */
  readonly until: string | null;
}

/** How long a rollback took, in seconds from its start. */
export interface RollbackView {
  readonly cause: RollbackCause;
  readonly startedAt: string;
  readonly trafficBackSeconds: number | null;
  readonly verifiedSeconds: number | null;
  readonly targetSeconds: number;
  readonly rootCause: string | null;
}

/** A deployment as every surface shows it. */
export interface DeploymentView {
  readonly id: string;
  readonly version: number;
  readonly unit: string;
  readonly environment: string;
  readonly phase: Phase;
  readonly over: boolean;
  readonly signal: Signal | null;
  readonly requester: string;
  readonly reason: string;
  readonly ticket: string | null;
  readonly openedAt: string;
  readonly endedAt: string | null;
  readonly release: {
    readonly id: string;
    readonly version: string;
    readonly commit: string;
    readonly dirty: boolean;
    readonly artifacts: readonly string[];
    /** The bills of materials that lie beside the artifacts, and artifacts that were not built here: in words, a line for each. */
    readonly sboms: readonly string[];
    readonly origins: readonly string[];
  } | null;
  /** When its artifacts were removed from the registry, and by whom; null while they are there. */
  readonly pruned: { readonly at: string; readonly by: string } | null;
  readonly replaces: string | null;
  /** The version that a restoration brings back; null for a deployment of a new release. */
  readonly restores: string | null;
  readonly planDigest: string | null;
  readonly strategy: string | null;
  readonly checks: readonly CheckResult[];
  /** What was shown of the source, in words; empty where nothing is asked for. */
  readonly verified: readonly string[];
  readonly entry: EntryEvidence | null;
  readonly provenance: readonly ProvenanceRecord[];
  readonly rehearsal: RollbackCertificate | null;
  readonly approvals: readonly {
    readonly approver: string;
    readonly kind: string;
    readonly assurance: string;
    readonly reason: string;
  }[];
  readonly traffic: Traffic | null;
  readonly stage: StageView | null;
  readonly verdict: Verdict | null;
  readonly holds: readonly Hold[];
  readonly rollback: RollbackView | null;
  readonly attempt: { readonly n: number; readonly lastProblem: string | null } | null;
  readonly problem: string | null;
  /** Set where the rules refused the plan when it was sealed, and nothing was changed. */
  readonly refused: RefusedPlan | null;
  readonly waiting: Waiting | null;
  readonly allowed: readonly Allowance[];
  /** When this was looked at, on the control plane's clock. */
  readonly at: string;
  /** The person behind an agent that asked; null for anyone else. */
  readonly onBehalfOf: string | null;
  /** What is planned for production; null until the plan is sealed, and once a deployment ended before production. */
  readonly outlook: OutlookView | null;
  /** The stage at this moment; null while nothing is measured. */
  readonly live: LiveView | null;
}

const time = (at: Instant): string => new Date(at).toISOString();

/** How a deployment looks to a principal at this moment; `live` is what the judge sees of it just now, `places` are its slots. */
export function viewOf(
  deployment: Deployment,
  version: number,
  principal: Principal,
  now: Instant,
  live: LiveView | null = null,
  places: Places | null = null,
): DeploymentView {
  const { opening } = deployment;
  const plan = 'plan' in deployment ? deployment.plan : null;
  const release = deployment.release;
  return {
    id: opening.id,
    version,
    unit: opening.spec.name,
    environment: opening.environment,
    phase: deployment.phase,
    over: isTerminal(deployment.phase),
    signal: deployment.signal,
    requester: principalText(opening.requester),
    reason: opening.reason,
    ticket: opening.ticket ?? null,
    openedAt: time(opening.openedAt),
    endedAt: 'endedAt' in deployment ? time(deployment.endedAt) : null,
    release:
      release === null
        ? null
        : {
            id: release.id,
            version: release.version,
            commit: release.commit,
            dirty: release.dirty,
            artifacts: release.artifacts.map((one) => `${one.name}@${one.digest}`),
            sboms: sbomLines(release.artifacts),
            origins: originLines(release.artifacts),
          },
    pruned: prunedView(opening.id, places),
    restores: isRestoration(opening) && plan?.rollbackTarget.kind === 'release' ? plan.rollbackTarget.version : null,
    replaces: plan?.rollbackTarget.kind === 'release' ? plan.rollbackTarget.version : null,
    planDigest: 'planDigest' in deployment ? deployment.planDigest : null,
    strategy: plan?.strategy.kind ?? null,
    checks: 'evidence' in deployment ? deployment.evidence.checks : 'checks' in deployment ? deployment.checks : [],
    verified: entryLines(opening.spec.verification ?? [], shownOf(deployment).entry, now),
    ...shownOf(deployment),
    rehearsal: 'certificate' in deployment ? deployment.certificate : null,
    approvals:
      'approvals' in deployment
        ? deployment.approvals.map(({ approver, kind, assurance, reason }) => ({ approver, kind, assurance, reason }))
        : [],
    traffic: 'traffic' in deployment ? deployment.traffic : null,
    stage: plan === null ? null : stageOf(deployment, plan),
    verdict: 'stage' in deployment ? deployment.stage.verdict : null,
    holds: 'holds' in deployment ? deployment.holds : [],
    rollback: plan === null ? null : rollbackOf(deployment, plan),
    attempt: 'attempt' in deployment ? { n: deployment.attempt.n, lastProblem: deployment.attempt.lastProblem } : null,
    problem: 'problem' in deployment ? deployment.problem : null,
    refused: 'refused' in deployment ? (deployment.refused ?? null) : null,
    waiting: waitingOf(deployment, now, places),
    allowed: allowedCommands(deployment, principal),
    at: time(now),
    onBehalfOf: opening.requester.kind === 'agent' ? opening.requester.owner : null,
    outlook: outlookOf(deployment, now),
    live,
  };
}

function prunedView(id: string, places: Places | null): DeploymentView['pruned'] {
  const found = places === null ? undefined : prunedFor(id, places.production.pruned);
  return found === undefined ? null : { at: time(found.at), by: principalText(found.by) };
}

function stageOf(deployment: Deployment, plan: Plan): StageView | null {
  if (deployment.phase !== 'rolling-out' && deployment.phase !== 'baking') return null;
  const { stages } = plan.strategy;
  const { index, since } = deployment.stage;
  const stage = stages[index];
  const length = deployment.phase === 'baking' ? plan.bake.duration : (stage?.duration ?? null);
  return {
    index,
    of: stages.length,
    weight: `${(stage?.weight ?? 1000) / 10} %`,
    since: since === null ? null : time(since),
    until: since === null || length === null ? null : new Date(since + length).toISOString(),
  };
}

function rollbackOf(deployment: Deployment, plan: Plan): RollbackView | null {
  if (!('cause' in deployment)) return null;
  const { cause, startedAt, trafficBackAt, verifiedAt } = deployment;
  const secondsTo = (at: Instant | null): number | null => (at === null ? null : (at - startedAt) / 1_000);
  return {
    cause,
    startedAt: time(startedAt),
    trafficBackSeconds: secondsTo(trafficBackAt),
    verifiedSeconds: secondsTo(verifiedAt),
    targetSeconds: plan.limits.targetTime / 1_000,
    rootCause: deployment.phase === 'closed' ? deployment.rootCause : null,
  };
}

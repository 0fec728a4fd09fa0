import type { EntryEvidence, ProvenanceRecord } from '../evidence/entry-evidence.ts';
import type { BrokenGlass } from '../guard/glass-signature.ts';
import type { VerifiedApproval } from '../guard/verified-approval.ts';
import type { Duration } from '../kernel/duration.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Plan } from '../plan/plan.ts';
import type { RefusedPlan } from '../plan/refused-plan.ts';
import type { RolloutStep } from '../strategy/steps.ts';
import type { CheckKind } from '../unit/environment.ts';
import type { Release } from '../unit/release.ts';
import type { Baseline } from '../validation/measured.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Calendar } from '../window/window.ts';
import type { Attempt } from './attempt.ts';
import type { CheckResult, Evidence, RollbackCertificate } from './evidence.ts';
import type { Hold } from './hold.ts';
import type { Opening } from './opening.ts';
import type { RollbackCause } from './rollback-cause.ts';
import type { Traffic } from './traffic.ts';

/** The seed's output words. */
export type Signal =
  | 'STAGING_READY'
  | 'STAGING_FAILED'
  | 'PRODUCTION_DEPLOYED'
  | 'ROLLBACK_TRIGGERED'
  | 'DEPLOYMENT_COMPLETE'
  | 'ISSUE_DETECTED';

/** What every phase knows. */
interface Common {
  readonly opening: Opening;
  readonly calendar: Calendar;
  /** When the calendar was last read, or last tried to be: it is not read again at once. */
  readonly calendarReadAt: Instant;
  /** True when the calendar is about to run out and must be read again. */
  readonly calendarDue: boolean;
  readonly signal: Signal | null;
  /** How often the deployment was sent back to the beginning because what it would replace had changed. */
  readonly returns: number;
  /** What was shown of the source; absent where nothing was asked for, or nothing was built yet. */
  readonly entry?: EntryEvidence;
  /** The signed provenance of each artifact; absent where there is none. */
  readonly provenance?: readonly ProvenanceRecord[];
}

/** Phases in which an effect is outstanding know how often it was tried. */
interface Trying {
  readonly attempt: Attempt;
}

interface Packaged extends Common {
  readonly release: Release;
}

/** From sealing on there is a plan: what is approved is this, by its digest. */
interface Planned extends Packaged {
  readonly plan: Plan;
  readonly planDigest: string;
  /** The whole release behind `plan.rollbackTarget`; null when that is out-of-service. */
  readonly rollbackRelease: Release | null;
  /** What validation compares with; absent where there is nothing to compare with. */
  readonly baseline?: Baseline;
}

interface Validated extends Planned {
  readonly evidence: Evidence;
}

interface Rehearsed extends Validated {
  readonly certificate: RollbackCertificate;
}

interface Approved extends Rehearsed {
  readonly approvals: readonly VerifiedApproval[];
}

/** One stage under way. */
export interface StageRun {
  readonly index: number;
  /** When the router confirmed the stage's weight; null until then. */
  readonly since: Instant | null;
  /** How often a person answered *extend*. */
  readonly extensions: number;
  readonly verdict: Verdict | null;
  /** Approvers shorten it; absent while nobody does. */
  readonly glass?: BrokenGlass;
}

/** The open question `ambiguous-metrics`. */
export interface AmbiguousMetrics {
  readonly openedAt: Instant;
  readonly deadline: Instant;
  readonly verdict: Verdict;
}

/** What the candidate's and the stable's health was when it last changed. */
export interface HealthReport {
  readonly candidate: { readonly healthy: number; readonly total: number };
  readonly stable: { readonly healthy: number; readonly total: number };
  readonly crashLooping: boolean;
  readonly rollbackTargetPresent: boolean;
  /** Since when the candidate is not fully healthy; null while it is. */
  readonly badSince: Instant | null;
}

/** Working time: counted while nobody is waited for. */
export interface Work {
  readonly accrued: Duration;
  readonly since: Instant | null;
}

/** What every phase with production effects knows. */
export interface Production extends Approved, Trying {
  readonly promotedAt: Instant;
  /** Observed, not wished. */
  readonly traffic: Traffic;
  readonly holds: readonly Hold[];
  readonly stage: StageRun;
  readonly health: HealthReport;
  readonly work: Work;
  readonly checkpoint: AmbiguousMetrics | null;
}

/** Artifacts are built and the plan is sealed. */
export interface Packaging extends Common, Trying {
  readonly phase: 'packaging';
  /** Null while the artifacts are still to be built. */
  readonly release: Release | null;
}

/** Waiting for the staging slot. */
export interface QueuedForStaging extends Planned {
  readonly phase: 'queued';
  readonly for: 'staging';
}

/** Waiting for the production slot, for a window to be over, or for a good pre-flight. */
export interface QueuedForProduction extends Approved, Trying {
  readonly phase: 'queued';
  readonly for: 'production';
  readonly waitsFor: 'slot' | 'window' | 'preflight';
  readonly preflight: readonly Finding[];
  /** Since when what serves is outside its own gates: the question `environment-red` is open. Null while it is inside. */
  readonly redSince: Instant | null;
  /** An approver's signed text to go on top of it all the same. */
  readonly fixForward: VerifiedApproval | null;
}

/** The finding that what serves is outside its own gates already. */
export const ENVIRONMENT_RED = 'environment-red';

/** One named result of a look before the start. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface DeployingToStaging extends Planned, Trying {
  readonly phase: 'deploying-to-staging';
  readonly step: 'place' | 'smoke' | 'integration';
  readonly checks: readonly CheckResult[];
}

export interface Validating extends Planned, Trying {
  readonly phase: 'validating';
  readonly checks: readonly CheckResult[];
  readonly remaining: readonly CheckKind[];
}

/** The legs of the drill on staging, in order. */
export const REHEARSAL_LEGS = ['baseline', 'forward', 'back', 'forward-again'] as const;
export type RehearsalLeg = (typeof REHEARSAL_LEGS)[number];

export interface Rehearsing extends Validated, Trying {
  readonly phase: 'rehearsing';
  readonly leg: RehearsalLeg;
  readonly part: 'move' | 'smoke';
  readonly took: Readonly<Partial<Record<RehearsalLeg, Duration>>>;
}

/** It keeps the number of the last look before the promotion: a look after new approvals is another one. */
export interface AwaitingApproval extends Approved, Trying {
  readonly phase: 'awaiting-approval';
  readonly askedAt: Instant;
  readonly deadline: Instant;
}

export interface RollingOut extends Production {
  readonly phase: 'rolling-out';
  readonly step: RolloutStep;
}

export interface Baking extends Production {
  readonly phase: 'baking';
  readonly step: 'watch' | 'settle';
  readonly smoke: 'due' | 'passed';
  readonly bakingSince: Instant;
}

/** Going back: first the traffic, then proof that stable serves, then the candidate's end. */
export interface RollingBack extends Production {
  readonly phase: 'rolling-back' | 'rollback-failed';
  /** `restore` stands before `traffic` when stable itself has to be brought up again: the other order. */
  readonly step: 'traffic' | 'restore' | 'verify' | 'retire';
  readonly cause: RollbackCause;
  readonly startedAt: Instant;
  readonly trafficBackAt: Instant | null;
  readonly verifiedAt: Instant | null;
  /** Tries of all steps together: past the limit it is `rollback-failed`, and goes on trying. */
  readonly failures: number;
}

export interface RolledBack extends Approved {
  readonly phase: 'rolled-back';
  readonly cause: RollbackCause;
  readonly promotedAt: Instant;
  readonly startedAt: Instant;
  readonly trafficBackAt: Instant;
  readonly verifiedAt: Instant;
  readonly rolledBackAt: Instant;
  readonly remindAt: Instant;
}

export interface Closed extends Omit<RolledBack, 'phase'> {
  readonly phase: 'closed';
  readonly rootCause: string;
  readonly closedBy: string;
  readonly endedAt: Instant;
}

export interface Completed extends Approved {
  readonly phase: 'completed';
  readonly promotedAt: Instant;
  readonly endedAt: Instant;
}

/** Ended before production. */
export interface Stopped extends Common {
  readonly phase: 'packaging-failed' | 'staging-failed' | 'rejected' | 'expired' | 'aborted' | 'superseded';
  readonly problem: string;
  /** Set where the rules refused the plan before anything was changed. */
  readonly refused?: RefusedPlan;
  readonly endedAt: Instant;
  readonly release: Release | null;
  readonly planDigest: string | null;
}

/** One attempt to bring one release to production. */
export type Deployment =
  | Packaging
  | QueuedForStaging
  | QueuedForProduction
  | DeployingToStaging
  | Validating
  | Rehearsing
  | AwaitingApproval
  | RollingOut
  | Baking
  | RollingBack
  | RolledBack
  | Closed
  | Completed
  | Stopped;

/** Where a deployment is in its life. */
export type Phase = Deployment['phase'];

/** The states that hold a production effect: rollback is always allowed from these (R6). */
export type InProduction = RollingOut | Baking | RollingBack;

const TERMINAL: readonly Phase[] = [
  'completed',
  'packaging-failed',
  'staging-failed',
  'rejected',
  'expired',
  'aborted',
  'superseded',
  'closed',
];

/** Whether nothing more can happen in this phase. */
export const isTerminal = (phase: Phase): boolean => TERMINAL.includes(phase);

/** Whether a production effect may have begun and is not yet settled or taken back. */
export const isInProduction = (deployment: Deployment): deployment is InProduction =>
  deployment.phase === 'rolling-out' ||
  deployment.phase === 'baking' ||
  deployment.phase === 'rolling-back' ||
  deployment.phase === 'rollback-failed';

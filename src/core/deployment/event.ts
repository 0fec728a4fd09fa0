import type { EntryEvidence, ProvenanceRecord } from '../evidence/entry-evidence.ts';
import type { GlassSignature } from '../guard/glass-signature.ts';
import type { VerifiedApproval } from '../guard/verified-approval.ts';
import type { Duration } from '../kernel/duration.ts';
import type { EffectId } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { PlanDifference } from '../plan/diff.ts';
import type { Plan } from '../plan/plan.ts';
import type { PolicyStanding } from '../plan/policy/standing.ts';
import type { RefusedPlan } from '../plan/refused-plan.ts';
import type { Principal } from '../principal/principal.ts';
import type { Release } from '../unit/release.ts';
import type { Baseline } from '../validation/measured.ts';
import type { PowerCheck } from '../verdict/power/power-check.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Calendar } from '../window/window.ts';
import type { CheckResult, Evidence, RollbackCertificate } from './evidence.ts';
import type { Hold } from './hold.ts';
import type { Opening } from './opening.ts';
import type { Restoration } from './restoration.ts';
import type { RollbackCause } from './rollback-cause.ts';
import type { Finding, HealthReport, RehearsalLeg } from './state.ts';
import type { Traffic } from './traffic.ts';

interface At {
  readonly at: Instant;
}

/** How a deployment that never touched production ended. */
export type Ending = 'packaging-failed' | 'staging-failed' | 'rejected' | 'expired' | 'aborted' | 'superseded';

/** One commit, for the difference that an approver reads. */
export interface CommitSummary {
  readonly commit: string;
  readonly author: string;
  readonly subject: string;
}

/** The answers to `ambiguous-metrics`. */
export type AmbiguityAnswer = 'extend' | 'hold' | 'proceed' | 'rollback';

/** What happened to a deployment: the whole truth about it, in order. */
export type DeploymentEvent = At &
  (
    | { readonly type: 'DeploymentOpened'; readonly opening: Opening; readonly calendar: Calendar }
    | ({ readonly type: 'RestorationOpened'; readonly opening: Opening; readonly calendar: Calendar } & Restoration)
    | {
        readonly type: 'ArtifactsBuilt';
        readonly release: Release;
        /** What was shown of the source before; absent where nothing was asked for. */
        readonly entry?: EntryEvidence;
        /** The signed provenance of each artifact; absent in older records. */
        readonly provenance?: readonly ProvenanceRecord[];
      }
    | {
        readonly type: 'PlanSealed';
        readonly plan: Plan;
        readonly planDigest: string;
        readonly rollbackRelease: Release | null;
        /** Shown beside the plan and not sealed with it; absent in records from before there was one. */
        readonly power?: PowerCheck;
        /** What validation compares with; absent where nothing is compared, or there is nothing to compare with. */
        readonly baseline?: Baseline;
        /** The commits between what serves and this one, as git names them; absent in older records. */
        readonly commits?: readonly CommitSummary[];
        /** How its policy stood to the one in force; absent in older records. */
        readonly policy?: PolicyStanding;
      }
    | { readonly type: 'DeploymentQueued'; readonly for: 'staging' }
    | { readonly type: 'StagingStarted' }
    | { readonly type: 'ReleasePlaced'; readonly took: Duration }
    | { readonly type: 'CheckPassed'; readonly result: CheckResult }
    | { readonly type: 'StagingReady' }
    | { readonly type: 'StagingValidated'; readonly evidence: Evidence }
    | { readonly type: 'RehearsalMoved'; readonly leg: RehearsalLeg; readonly took: Duration }
    | { readonly type: 'RehearsalSmokePassed'; readonly leg: RehearsalLeg; readonly result: CheckResult }
    | { readonly type: 'RehearsalPassed'; readonly certificate: RollbackCertificate }
    | { readonly type: 'ApprovalRequested'; readonly deadline: Instant }
    | { readonly type: 'ApprovalGranted'; readonly approval: VerifiedApproval }
    /** Approved by enough people: the deployment queues for production. */
    | { readonly type: 'PromotionApproved' }
    | { readonly type: 'PromotionWaits'; readonly for: 'slot' | 'window'; readonly note: string }
    | { readonly type: 'PreflightDue' }
    | {
        readonly type: 'ApprovalsVoided';
        readonly why: string;
        readonly deadline: Instant;
        /** What is no longer as it was approved, field by field; absent where nothing of the plan changed. */
        readonly changed?: readonly PlanDifference[];
      }
    /** What would be replaced has changed: back to sealing, staging and a new rehearsal. */
    | { readonly type: 'DeploymentReturned'; readonly why: string; readonly changed?: readonly PlanDifference[] }
    | {
        readonly type: 'DeploymentStopped';
        readonly ending: Ending;
        readonly problem: string;
        readonly by: Principal;
        readonly result: CheckResult | null;
        /** Set where the rules stopped it before anything was changed, and not the world. */
        readonly refused?: RefusedPlan;
        /** Set where the source was not verified: what was found. */
        readonly entry?: EntryEvidence;
        readonly approval: VerifiedApproval | null;
      }
    | { readonly type: 'PreflightFailed'; readonly findings: readonly Finding[]; readonly retryAt: Instant }
    /** Production is red already, and an approver signs why this release goes there all the same. */
    | { readonly type: 'FixForwardGranted'; readonly approval: VerifiedApproval }
    | {
        readonly type: 'PromotionStarted';
        readonly findings: readonly Finding[];
        readonly traffic: Traffic;
        readonly health: HealthReport;
      }
    | { readonly type: 'CandidatePrepared'; readonly instances: number }
    | { readonly type: 'CandidateSmoked'; readonly result: CheckResult }
    | { readonly type: 'TrafficShifted'; readonly traffic: Traffic }
    /** Instances of stable that this batch replaces serve no more and are gone. */
    | { readonly type: 'StableReduced'; readonly to: number; readonly traffic: Traffic }
    | { readonly type: 'VerdictRecorded'; readonly verdict: Verdict }
    | { readonly type: 'StageAdvanced'; readonly to: number; readonly approval: VerifiedApproval | null }
    | { readonly type: 'HealthChanged'; readonly health: HealthReport }
    | { readonly type: 'HoldPlaced'; readonly hold: Hold }
    | { readonly type: 'HoldLifted'; readonly reason: Hold['reason']; readonly by: Principal; readonly note: string }
    | { readonly type: 'ClockJumped'; readonly by: Duration; readonly cause: 'jump' | 'restart' }
    | { readonly type: 'CheckpointOpened'; readonly verdict: Verdict; readonly deadline: Instant }
    | {
        readonly type: 'CheckpointAnswered';
        readonly answer: AmbiguityAnswer;
        readonly by: Principal;
        readonly reason: string;
        /** As it was signed; absent where the event that follows from it carries that, and in older records. */
        readonly approval?: VerifiedApproval;
      }
    /** Approvers shorten the stage or bake under way: its time counts as served from a moment on. */
    | {
        readonly type: 'GlassBroken';
        readonly phase: 'rolling-out' | 'baking';
        readonly stageIndex: number;
        readonly signatures: readonly GlassSignature[];
        readonly effectiveAt: Instant;
      }
    | { readonly type: 'ProductionDeployed' }
    | { readonly type: 'BakeSmokePassed'; readonly result: CheckResult }
    | { readonly type: 'SettlingStarted' }
    | { readonly type: 'DeploymentCompleted' }
    | { readonly type: 'RollbackStarted'; readonly cause: RollbackCause }
    | { readonly type: 'TrafficReturned'; readonly traffic: Traffic }
    | { readonly type: 'StableRestored' }
    | { readonly type: 'StableVerified'; readonly findings: readonly Finding[] }
    | {
        readonly type: 'RollbackStepFailed';
        readonly problem: string;
        readonly retryAt: Instant;
        readonly failures: number;
      }
    | {
        readonly type: 'RolledBack';
        readonly cause: RollbackCause;
        readonly trafficBackAt: Instant;
        readonly verifiedAt: Instant;
        readonly remindAt: Instant;
      }
    | { readonly type: 'ReminderDue'; readonly remindAt: Instant }
    | { readonly type: 'DeploymentClosed'; readonly rootCause: string; readonly approval: VerifiedApproval }
    | { readonly type: 'EffectFailed'; readonly effect: EffectId; readonly problem: string; readonly retryAt: Instant }
    | { readonly type: 'CalendarRunsOut' }
    | { readonly type: 'CalendarRead'; readonly calendar: Calendar }
  );

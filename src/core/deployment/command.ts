import type { EntryEvidence, ProvenanceRecord } from '../evidence/entry-evidence.ts';
import type { GlassSignature } from '../guard/glass-signature.ts';
import type { VerifiedApproval } from '../guard/verified-approval.ts';
import type { Duration } from '../kernel/duration.ts';
import type { EffectId } from '../kernel/id.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Plan } from '../plan/plan.ts';
import type { Principal } from '../principal/principal.ts';
import type { Release } from '../unit/release.ts';
import type { StableTraffic } from '../verdict/power/stable-record.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Calendar } from '../window/window.ts';
import type { AmbiguityAnswer, CommitSummary } from './event.ts';
import type { CheckResult } from './evidence.ts';
import type { Opening } from './opening.ts';
import type { CrossedStep, Restoration } from './restoration.ts';
import type { Finding, HealthReport, RehearsalLeg } from './state.ts';
import type { Traffic } from './traffic.ts';

/** What every command carries: who asks, and when. Time enters the core here. */
interface Asked {
  readonly at: Instant;
  readonly principal: Principal;
}

/** The observed health of both tracks, without its history. */
export type ObservedHealth = Omit<HealthReport, 'badSince'>;

/** What people, agents and CI ask for. */
export type Request = Asked &
  (
    | {
        readonly type: 'OpenDeployment';
        readonly opening: Opening;
        readonly calendar: Calendar;
        /** Whether an enrolled approver can answer for the environment. */
        readonly canBeApproved: boolean;
      }
    | ({
        /** Brings an earlier release back after a deployment was completed: always in the safe direction (R6). */
        readonly type: 'OpenRestoration';
        readonly opening: Opening;
        readonly calendar: Calendar;
        /** Whether every artifact of the earlier release can still be read. */
        readonly isStored: boolean;
        /** The plans that brought what came after the earlier release, newest first: a blocking step stands between. */
        readonly crossed: readonly CrossedStep[];
      } & Omit<Restoration, 'cause' | 'release'>)
    | { readonly type: 'GrantApproval'; readonly approval: VerifiedApproval }
    | { readonly type: 'RejectDeployment'; readonly approval: VerifiedApproval }
    /** Goes on although production is red: signed, with its own text. */
    | { readonly type: 'FixForward'; readonly approval: VerifiedApproval }
    | {
        readonly type: 'AnswerAmbiguity';
        readonly answer: AmbiguityAnswer;
        readonly reason: string;
        /** Needed for *proceed*: signed by an approver. */
        readonly approval: VerifiedApproval | null;
      }
    /** Shortens the stage or bake that was shown: signed, by an approver. */
    | {
        readonly type: 'BreakGlass';
        readonly signature: GlassSignature;
        readonly stageIndex: number;
        readonly since: Instant;
      }
    | { readonly type: 'CloseDeployment'; readonly approval: VerifiedApproval }
    | { readonly type: 'HoldDeployment'; readonly reason: string }
    | { readonly type: 'ResumeDeployment'; readonly reason: string }
    | { readonly type: 'AbortDeployment'; readonly reason: string }
    | { readonly type: 'RollbackDeployment'; readonly reason: string }
  );

/** What a driver saw, sent back as a command. Each names the effect it answers. */
export type Observation = Asked & { readonly effect: EffectId } & (
    | {
        readonly type: 'RecordBuilt';
        readonly release: Release;
        /** What was shown of the source; absent where nothing is asked for. */
        readonly entry?: EntryEvidence;
        /** The provenance that was signed and stored beside each artifact; absent in older records. */
        readonly provenance?: readonly ProvenanceRecord[];
      }
    /** What was asked for was not shown: nothing was built. */
    | { readonly type: 'RecordUnverified'; readonly entry: EntryEvidence }
    | {
        readonly type: 'RecordSealed';
        readonly plan: Plan;
        readonly planDigest: string;
        readonly rollbackRelease: Release | null;
        readonly ancestry: 'descendant' | 'same' | 'not-descendant' | 'unknown' | 'first';
        /** What stable did of late; absent where nobody looked. */
        readonly stable?: StableTraffic;
        /** What git says lies between what serves and this commit; absent where nobody asked. */
        readonly commits?: readonly CommitSummary[];
      }
    | { readonly type: 'RecordPlaced'; readonly took: Duration }
    | { readonly type: 'RecordCheckResult'; readonly result: CheckResult }
    | { readonly type: 'RecordRehearsalMove'; readonly leg: RehearsalLeg; readonly took: Duration }
    | {
        readonly type: 'RecordPreflight';
        readonly findings: readonly Finding[];
        readonly traffic: Traffic;
        readonly health: ObservedHealth;
      }
    | { readonly type: 'RecordPrepared'; readonly instances: number }
    | { readonly type: 'RecordTrafficShift'; readonly traffic: Traffic }
    | { readonly type: 'RecordStableReduced'; readonly instances: number; readonly traffic: Traffic }
    | { readonly type: 'RecordSettled' }
    | { readonly type: 'RecordStableRestored' }
    | { readonly type: 'RecordStableVerified'; readonly findings: readonly Finding[] }
    | { readonly type: 'RecordCandidateRetired' }
    | { readonly type: 'RecordCalendar'; readonly calendar: Calendar }
    | { readonly type: 'RecordEffectFailed'; readonly problem: string; readonly retryable: boolean }
    /** The guard refused a forward effect at the last moment. */
    | { readonly type: 'RecordGuardRefusal'; readonly code: string; readonly message: string }
  );

/** What the watch on a running stage or bake reports, whenever it changes. */
export type WatchReport = Asked &
  (
    | {
        readonly type: 'RecordVerdict';
        readonly phase: 'rolling-out' | 'baking';
        readonly stageIndex: number;
        readonly verdict: Verdict;
      }
    | { readonly type: 'RecordHealth'; readonly health: ObservedHealth }
  );

/** What time does. */
export type ClockCommand = Asked &
  (
    | { readonly type: 'Tick' }
    /** Keys that approvers signed with count no longer: what was approved with them and not used yet is void. */
    | { readonly type: 'RecordKeysWithdrawn'; readonly keys: readonly string[]; readonly why: string }
    | { readonly type: 'RecordClockJump'; readonly by: Duration; readonly cause: 'jump' | 'restart' }
  );

/** Everything that can be asked of a deployment. */
export type Command = Request | Observation | WatchReport | ClockCommand;

import type { ActRequest } from '../approval/act/request.ts';
import type { Bundle } from '../approval/bundle.ts';
import type { Challenge } from '../approval/challenge.ts';
import type { DemoTrust } from '../approval/demo-key.ts';
import type { Enrolment } from '../approval/enrolment.ts';
import type { ApprovalRequest } from '../approval/request.ts';
import type { TrustChange } from '../approval/trust-change.ts';
import type { CanaryCourse } from '../core/course/course.ts';
import type { EnvironmentAct } from '../core/guard/verified-act.ts';
import type { Checkpoint, VerifiedApproval } from '../core/guard/verified-approval.ts';
import type { StatementWish } from '../core/statement/said.ts';
import type { ReportKind } from '../report/report.ts';
import type { Audit, AuditRequest } from './audit.ts';
import type { Ahead, Blackouts, BlackoutsRequest } from './blackouts.ts';
import type { GlassView } from './break-glass.ts';
import type { ConsentWish, PolicyWish, ToSign, TrustWish } from './consents.ts';
import type { DeliveryRequest, DeliveryView } from './delivery.ts';
import type { ActAnswerRequest, AdoptionRequest, EnvironmentPlace, EnvironmentView } from './environments.ts';
import type { EventLine } from './event-line.ts';
import type { EvidenceView } from './evidence.ts';
import type { Feed } from './feed.ts';
import type { History, HistoryRequest } from './history.ts';
import type { ClaimedSession, GrantedToken, LoginView, TokenRequest, TokenView, WhoAmI } from './identity.ts';
import type { Logs, LogsRequest } from './logs.ts';
import type {
  NotificationsRequest,
  NotificationView,
  ReceiversRequest,
  ReceiverView,
  TestMessageRequest,
  TestMessageView,
} from './notifications.ts';
import type { Ceremony, OneTimeCode, RegisteredPasskey, RegisteredRequest, RegistrationRequest } from './passkeys.ts';
import type { PlanReference, PlanView } from './planning.ts';
import type { PolicyConsentRequest, PolicyRequest, PolicyView } from './policy.ts';
import type { HeadsView, RecordPart, RecordRequest } from './record.ts';
import type { PruneRequest, PruneView } from './retention.ts';
import type { Seen } from './seen.ts';
import type { PlaceRequest, SourceCheck } from './source-check.ts';
import type { StatementView } from './statements.ts';
import type { GateTrial, GateTrialRequest, MeasuredMetric, MetricReadRequest } from './trial.ts';
import type { TrustConsentRequest, TrustView } from './trust.ts';
import type { DeploymentView } from './view.ts';

export type { EnvironmentView, EventLine, PlanView, ReportKind };

/** What is to be deployed: the unit that a configuration file describes, at a commit. */
export interface OpenRequest {
  /** The configuration file, absolute. */
  readonly config: string;
  readonly environment: string;
  /** A commit, tag or branch; `HEAD` by default. */
  readonly reference: string;
  /** Pack uncommitted changes too, and show it in the plan. */
  readonly dirty: boolean;
  readonly reason: string;
  /** The ticket or change request it belongs to. */
  readonly ticket?: string;
  /** Why it may go out although it does not follow what serves; an approver signs that with the plan. */
  readonly outOfOrder?: string;
  /** Artifacts that are taken as they are stored and not built: `app@sha256:…`. */
  readonly artifacts?: readonly string[];
  /** The plan that it must come to; where it does not, nothing is changed. */
  readonly plan?: PlanReference;
}

/** A person's key that may answer checkpoints. */
export interface EnrolledApprover {
  readonly person: string;
  readonly groups: readonly string[];
  /** Where it may sign for; null is everywhere. */
  readonly environments: readonly string[] | null;
  readonly keyId: string;
  readonly active: boolean;
  /** How a browser finds it; null for a key of a terminal. */
  readonly passkey: { readonly credentialId: string; readonly rpId: string } | null;
}

/** The control plane that answered. */
export interface About {
  readonly api: 1;
  readonly version: string;
  readonly pid: number;
  readonly epoch: number;
  readonly controlPlaneId: string;
  readonly page: string;
  readonly startedAt: string;
  /** Production stays locked until somebody is enrolled. */
  readonly approvers: readonly EnrolledApprover[];
  /** The digest of the trust list, to compare and to pin; null while nobody is enrolled. */
  readonly fingerprint: string | null;
  /** When the agents' account was last tried and kept out; null where that was not proven, or too long ago. */
  readonly isolation: { readonly account: string; readonly provenAt: string } | null;
  /** Whether the labelled demo approver is enrolled. */
  readonly demoApprover: boolean;
  /** The signed heads of the journal and their export; absent where nothing signs them. */
  readonly heads?: HeadsView;
  readonly quarantined: readonly { readonly stream: string; readonly problem: string }[];
}

/** What is to be looked at before it is deployed. */
export interface PlanRequest extends OpenRequest {
  /** Build and store the artifacts too, so that the plan is known to the byte. */
  readonly package?: boolean;
}

/** What people, agents and CI may ask of a deployment without a signature. */
export type PlainRequest =
  | {
      readonly kind: 'hold' | 'resume' | 'abort' | 'rollback';
      readonly reason: string;
      readonly to?: string | undefined;
    }
  | { readonly kind: 'rollback-at-checkpoint'; readonly reason: string };

/** The answer a person is about to sign. */
export interface AnswerRequest {
  readonly checkpoint: Checkpoint;
  readonly decision: VerifiedApproval['decision'];
  readonly reason: string;
  readonly approver: string;
  readonly credentialId: string;
}

/** A report as a value and as Markdown. */
export interface ReportAnswer {
  readonly kind: ReportKind;
  readonly model: unknown;
  readonly markdown: string;
}

/** Everything a control plane can be asked. CLI, page, MCP and tests use this and nothing else. Rejects with ProblemError only. */
export interface ControlPlane {
  /** Who asks, with everything that they may ask. */
  whoami(): Promise<WhoAmI>;
  /** Every token of an agent or a CI job, newest first. */
  tokens(): Promise<readonly TokenView[]>;
  /** Makes a token; its secret is in this answer and nowhere else. */
  grantToken(request: TokenRequest): Promise<GrantedToken>;
  /** Ends a token at once. */
  revokeToken(id: string, reason: string): Promise<TokenView>;
  /** Begins to wait for a session; needs no caller. `proof` is the digest of a secret that the command line keeps. */
  openLogin(proof: string): Promise<LoginView>;
  /** A command line that waits, for the page on which a person signed in. */
  login(id: string): Promise<LoginView>;
  /** Hands one's session over to the command line that shows this code. */
  handOverLogin(id: string, code: string): Promise<void>;
  /** Fetches what was handed over, once; needs no caller. */
  claimLogin(id: string, verifier: string): Promise<ClaimedSession>;
  /** Ends one's session at once. */
  logout(everywhere?: boolean): Promise<void>;
  about(): Promise<About>;
  /** Begins a deployment, or attaches to the one with the same intent that is under way. */
  open(request: OpenRequest): Promise<{ readonly view: DeploymentView; readonly attached: boolean }>;
  /** What would be done. Changes no environment. */
  plan(request: PlanRequest): Promise<PlanView>;
  /** What protects an environment now, and what the configuration file would make of it. */
  policy(request: PolicyRequest): Promise<PolicyView>;
  /** Every change of policy that somebody signed and that waits for others. */
  policiesWaiting(): Promise<readonly PolicyView[]>;
  /** A person's signature under a change of policy; with enough of them it is in force. */
  consentToPolicy(request: PolicyConsentRequest): Promise<PolicyView>;
  /** The statement for that, for a page that makes none itself. */
  policyToSign(wish: PolicyWish): Promise<ToSign>;
  /** The blackout windows of a unit, with its feeds read where they are due. */
  blackouts(request: BlackoutsRequest): Promise<Blackouts>;
  /** The blackout windows of an environment, by the newest configuration that was deployed there. */
  environmentBlackouts(place: EnvironmentPlace, ahead: Ahead): Promise<Blackouts>;
  list(): Promise<readonly DeploymentView[]>;
  /** One deployment for each unit and environment: the newest under way, else the newest. */
  current(): Promise<readonly DeploymentView[]>;
  get(id: string): Promise<DeploymentView>;
  /** Every environment that something was deployed to. */
  environments(): Promise<readonly EnvironmentView[]>;
  /** One environment, compared with its record at this moment. */
  environment(place: EnvironmentPlace): Promise<EnvironmentView>;
  /** Keeps everything forward out of an environment; open to all. */
  holdEnvironment(place: EnvironmentPlace, reason: string, seen?: Seen): Promise<EnvironmentView>;
  /** Removes the stored releases of the environment's unit that nothing needs, or says which those are. */
  prune(place: EnvironmentPlace, request: PruneRequest): Promise<PruneView>;
  /** What an act on an environment would answer now, as it is put to a person. */
  actSheet(place: EnvironmentPlace, act: EnvironmentAct): Promise<ActRequest>;
  /** Looks at what runs there and is not recorded, and says what adopting it would record. */
  proposeAdoption(place: EnvironmentPlace, request: AdoptionRequest): Promise<ActRequest>;
  /** A statement with a fresh nonce for one act of one approver, to be signed. */
  actChallenge(place: EnvironmentPlace, answer: ActAnswerRequest): Promise<Challenge>;
  /** A signed act on an environment. */
  act(place: EnvironmentPlace, act: EnvironmentAct, bundle: Bundle, seen?: Seen): Promise<EnvironmentView>;
  /** Events after this version of the deployment; waits up to so many seconds for the first one. */
  events(
    id: string,
    after: number,
    waitSeconds: number,
  ): Promise<{ readonly view: DeploymentView; readonly events: readonly EventLine[] }>;
  /** Events of all deployments after this position of the journal; waits up to so many seconds for the first one. */
  feed(after: number, waitSeconds: number): Promise<Feed>;
  /** The deployments that were, newest first, a page at a time. */
  history(request: HistoryRequest): Promise<History>;
  /** Everything that was recorded, newest first, a page at a time, and whether it is one unbroken chain. */
  audit(request: AuditRequest): Promise<Audit>;
  /** How software was delivered: five figures, each with the count that it stands on. */
  delivery(request: DeliveryRequest): Promise<DeliveryView>;
  /** What was measured of a rollout from its first judged second on; null before that. */
  course(id: string): Promise<CanaryCourse | null>;
  /** What a deployment's instances and checks printed last. */
  logs(id: string, request: LogsRequest): Promise<Logs>;
  /** How a gate would stand on what is measured in an environment now. */
  tryGate(request: GateTrialRequest): Promise<GateTrial>;
  /** What the source of a metric says now, track by track. */
  readMetric(request: MetricReadRequest): Promise<MeasuredMetric>;
  /** Whether each metric source of an environment answers, knows of stable and could decide its gates. */
  checkSources(request: PlaceRequest): Promise<readonly SourceCheck[]>;
  /** Holds, resumes, aborts or rolls back; refused when the deployment is no longer as it was seen. */
  ask(id: string, request: PlainRequest, seen?: Seen): Promise<DeploymentView>;
  /** The question as it is put to a person, with all its values. */
  sheet(id: string, checkpoint: Checkpoint): Promise<ApprovalRequest>;
  /** A statement with a fresh nonce for one answer of one approver, to be signed. */
  challenge(id: string, answer: AnswerRequest): Promise<Challenge>;
  /** A signed answer. */
  answer(id: string, bundle: Bundle, seen?: Seen): Promise<DeploymentView>;
  /** Where the release of a deployment comes from, and what was shown of that. */
  evidence(id: string): Promise<EvidenceView>;
  /** The stage or bake under way, as it is put to an approver who would shorten it. */
  glass(id: string): Promise<GlassView>;
  /** An approver's signature under shortening it; null when it is over with that. */
  breakGlass(id: string, bundle: Bundle): Promise<GlassView | null>;
  /** The statement for that, for a page that makes none itself. */
  glassToSign(id: string, wish: ConsentWish): Promise<ToSign>;
  report(id: string, kind: ReportKind): Promise<ReportAnswer>;
  /** Everything that was said beside a deployment, in order: data for readers. */
  statements(id: string): Promise<readonly StatementView[]>;
  /** Says something beside a deployment. It answers and changes nothing; the same words twice are one. */
  argue(id: string, wish: StatementWish): Promise<readonly StatementView[]>;
  /** A part of a deployment's record: all entries of the journal and what proves them. */
  record(id: string, asked: RecordRequest): Promise<RecordPart>;
  /** The first approver is enrolled by this alone; production is locked before. Any later key waits for signatures. */
  enrol(enrolment: Enrolment): Promise<About>;
  /** Whom the control plane trusts, and what waits to change that. */
  /** Messages to receivers outside, newest first. */
  notifications(request: NotificationsRequest): Promise<readonly NotificationView[]>;
  notification(id: string): Promise<NotificationView>;
  /** Who is told, by unit. */
  receivers(request: ReceiversRequest): Promise<readonly ReceiverView[]>;
  /** Sends one message that says it is a test, at once and once, and tells what the receiver answered. */
  testReceiver(request: TestMessageRequest): Promise<TestMessageView>;
  /** Sends a message once more and at once. */
  replay(id: string): Promise<NotificationView>;
  trust(): Promise<TrustView>;
  /** Puts a change of the trust list before its approvers. */
  proposeTrust(change: TrustChange): Promise<TrustView>;
  /** One approver's signature under a proposed change; with enough of them it is in force. */
  consentToTrust(request: TrustConsentRequest): Promise<TrustView>;
  /** The statement for that, for a page that makes none itself. */
  trustToSign(wish: TrustWish): Promise<ToSign>;
  /** Options for a new passkey, for the page that makes it. */
  beginPasskey(request: RegistrationRequest): Promise<Ceremony>;
  /** Reads the passkey that was made, and says what it signs to be enrolled. */
  finishPasskey(request: RegisteredRequest): Promise<RegisteredPasskey>;
  /** A code that lets a page act with the proof of this account, once and within a minute. */
  pageCode(): Promise<OneTimeCode>;
  /** The labelled demo approver; refused unless every environment of the configuration is marked `demo: true`. */
  enrolDemo(config: string, trust: DemoTrust): Promise<About>;
  /** Stops the control plane; refused while production is in flight unless `force`, which the journal notes. */
  stop(request: { readonly force: boolean }): Promise<void>;
}

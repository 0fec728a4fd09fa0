import type { ActRequest } from '../approval/act/request.ts';
import type { Bundle } from '../approval/bundle.ts';
import type { Challenge } from '../approval/challenge.ts';
import type { DemoTrust } from '../approval/demo-key.ts';
import type { Enrolment } from '../approval/enrolment.ts';
import type { ApprovalRequest } from '../approval/request.ts';
import type { EnvironmentAct } from '../core/guard/verified-act.ts';
import type { Checkpoint, VerifiedApproval } from '../core/guard/verified-approval.ts';
import type { ReportKind } from '../report/report.ts';
import type { Blackouts, BlackoutsRequest } from './blackouts.ts';
import type { ActAnswerRequest, EnvironmentPlace, EnvironmentView } from './environments.ts';
import type { EventLine } from './event-line.ts';
import type { Feed } from './feed.ts';
import type { History, HistoryRequest } from './history.ts';
import type { Logs, LogsRequest } from './logs.ts';
import type { PlanReference, PlanView } from './planning.ts';
import type { PolicyConsentRequest, PolicyRequest, PolicyView } from './policy.ts';
import type { PlaceRequest, SourceCheck } from './source-check.ts';
import type { GateTrial, GateTrialRequest, MetricReading, MetricReadRequest } from './trial.ts';
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
  /** Whether the labelled demo approver is enrolled. */
  readonly demoApprover: boolean;
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
  about(): Promise<About>;
  /** Begins a deployment, or attaches to the one with the same intent that is under way. */
  open(request: OpenRequest): Promise<{ readonly view: DeploymentView; readonly attached: boolean }>;
  /** What would be done. Changes no environment. */
  plan(request: PlanRequest): Promise<PlanView>;
  /** What protects an environment now, and what the configuration file would make of it. */
  policy(request: PolicyRequest): Promise<PolicyView>;
  /** A person's signature under a change of policy; with enough of them it is in force. */
  consentToPolicy(request: PolicyConsentRequest): Promise<PolicyView>;
  /** The blackout windows of a unit, with its feeds read where they are due. */
  blackouts(request: BlackoutsRequest): Promise<Blackouts>;
  list(): Promise<readonly DeploymentView[]>;
  /** One deployment for each unit and environment: the newest under way, else the newest. */
  current(): Promise<readonly DeploymentView[]>;
  get(id: string): Promise<DeploymentView>;
  /** Every environment that something was deployed to. */
  environments(): Promise<readonly EnvironmentView[]>;
  /** One environment, compared with its record at this moment. */
  environment(place: EnvironmentPlace): Promise<EnvironmentView>;
  /** Keeps everything forward out of an environment; open to all. */
  holdEnvironment(place: EnvironmentPlace, reason: string): Promise<EnvironmentView>;
  /** What an act on an environment would answer now, as it is put to a person. */
  actSheet(place: EnvironmentPlace, act: EnvironmentAct): Promise<ActRequest>;
  /** A statement with a fresh nonce for one act of one approver, to be signed. */
  actChallenge(place: EnvironmentPlace, answer: ActAnswerRequest): Promise<Challenge>;
  /** A signed act on an environment. */
  act(place: EnvironmentPlace, act: EnvironmentAct, bundle: Bundle): Promise<EnvironmentView>;
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
  /** What a deployment's instances and checks printed last. */
  logs(id: string, request: LogsRequest): Promise<Logs>;
  /** How a gate would stand on what is measured in an environment now. */
  tryGate(request: GateTrialRequest): Promise<GateTrial>;
  /** What the source of a metric says now, track by track. */
  readMetric(request: MetricReadRequest): Promise<MetricReading>;
  /** Whether each metric source of an environment answers, knows of stable and could decide its gates. */
  checkSources(request: PlaceRequest): Promise<readonly SourceCheck[]>;
  ask(id: string, request: PlainRequest): Promise<DeploymentView>;
  /** The question as it is put to a person, with all its values. */
  sheet(id: string, checkpoint: Checkpoint): Promise<ApprovalRequest>;
  /** A statement with a fresh nonce for one answer of one approver, to be signed. */
  challenge(id: string, answer: AnswerRequest): Promise<Challenge>;
  /** A signed answer. */
  answer(id: string, bundle: Bundle): Promise<DeploymentView>;
  report(id: string, kind: ReportKind): Promise<ReportAnswer>;
  /** The first approver is enrolled by this alone; production is locked before. */
  enrol(enrolment: Enrolment): Promise<About>;
  /** The labelled demo approver; refused unless every environment of the configuration is marked `demo: true`. */
  enrolDemo(config: string, trust: DemoTrust): Promise<About>;
  /** Stops the control plane; refused while production is in flight unless `force`, which the journal notes. */
  stop(request: { readonly force: boolean }): Promise<void>;
}

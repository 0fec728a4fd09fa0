import type { Bundle } from '../approval/bundle.ts';
import type { Challenge } from '../approval/challenge.ts';
import type { DemoTrust } from '../approval/demo-key.ts';
import type { Enrolment } from '../approval/enrolment.ts';
import type { ApprovalRequest } from '../approval/request.ts';
import type { Traffic } from '../core/deployment/traffic.ts';
import type { Checkpoint, VerifiedApproval } from '../core/guard/verified-approval.ts';
import type { ForecastStage } from '../core/plan/forecast.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { ReportKind } from '../report/report.ts';
import type { DeploymentView } from './view.ts';

export type { ReportKind };

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

/** A look ahead: what would be done. Not sealed, since nothing is built yet. */
export interface PlanView {
  readonly unit: string;
  readonly environment: string;
  readonly version: string;
  readonly commit: string;
  readonly dirtyPaths: readonly string[];
  readonly replaces: { readonly version: string; readonly commit: string } | null;
  readonly commits: readonly { readonly commit: string; readonly author: string; readonly subject: string }[];
  readonly strategy: Plan['strategy'];
  readonly bake: Plan['bake'];
  readonly triggers: readonly string[];
  readonly stages: readonly ForecastStage[];
  readonly bakeUntil: string;
  readonly approvers: readonly string[];
  readonly count: number;
  readonly notTested: readonly string[];
  readonly windows: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  /** Digest over the plan's content as far as it is known before packaging. */
  readonly intentDigest: string;
}

/** What serves an environment of a unit now, and who holds it. */
export interface EnvironmentView {
  readonly unit: string;
  readonly environment: string;
  readonly demo: boolean;
  /** Where users reach it; null when its router does not answer. */
  readonly address: string | null;
  readonly traffic: Traffic | null;
  readonly stable: {
    readonly release: string;
    readonly version: string;
    readonly commit: string;
    readonly since: string;
  } | null;
  readonly holder: string | null;
  readonly queue: readonly string[];
  readonly hold: { readonly deployment: string; readonly since: string; readonly note: string } | null;
}

/** One event of a deployment, as a line of the feed. */
export interface EventLine {
  readonly seq: number;
  readonly version: number;
  readonly time: string;
  readonly type: string;
  readonly principal: string;
  readonly body: unknown;
}

/** What people, agents and CI may ask of a deployment without a signature. */
export type PlainRequest =
  | { readonly kind: 'hold' | 'resume' | 'abort' | 'rollback'; readonly reason: string }
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
  plan(request: OpenRequest): Promise<PlanView>;
  list(): Promise<readonly DeploymentView[]>;
  get(id: string): Promise<DeploymentView>;
  /** Every environment that something was deployed to. */
  environments(): Promise<readonly EnvironmentView[]>;
  /** Events after this version of the deployment; waits up to so many seconds for the first one. */
  events(
    id: string,
    after: number,
    waitSeconds: number,
  ): Promise<{ readonly view: DeploymentView; readonly events: readonly EventLine[] }>;
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

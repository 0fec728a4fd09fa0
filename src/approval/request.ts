import type { CommitSummary } from '../core/deployment/event.ts';
import type { Opening } from '../core/deployment/opening.ts';
import type { Deployment } from '../core/deployment/state.ts';
import type { Checkpoint } from '../core/guard/verified-approval.ts';
import { type Refusal, refuse } from '../core/kernel/refusal.ts';
import type { ConfigChange } from '../core/plan/config-changes.ts';
import type { PlanDifference } from '../core/plan/diff.ts';
import type { PolicyStanding } from '../core/plan/policy/standing.ts';
import { type Principal, principalText } from '../core/principal/principal.ts';
import type { SaidStatement } from '../core/statement/said.ts';
import type { PowerCheck } from '../core/verdict/power/power-check.ts';
import { asLabel } from './fields.ts';
import { openQuestion, type Question } from './question.ts';

const MOST_AUTHORS = 100;

/** A position in the control plane's journal and the hash there. */
export interface LogHead {
  readonly seq: number;
  readonly hash: string;
}

/** What a person reads beside a plan: what is different, whether it fits, who could answer, and which policy that adopts. */
export interface BesideQuestion {
  readonly commits: readonly CommitSummary[];
  readonly configChanges: readonly ConfigChange[];
  readonly forecast: {
    readonly to: string;
    readonly conflict: { readonly name: string; readonly from: string } | null;
    readonly unknown: string | null;
    readonly nextFree: string | null;
  };
  readonly mayApprove: readonly string[];
  readonly policy: PolicyStanding;
  readonly changedSince: readonly PlanDifference[];
  /** The ticket that was named when it was opened. */
  readonly ticket: string | null;
  /** What was said beside it, by agents or people: shown as their words, never signed, never evidence. Absent where nobody said anything. */
  readonly statements?: readonly SaidStatement[];
  /** Holds and drift of the environment: what keeps the promotion from beginning even when it is approved. */
  readonly inTheWay?: readonly string[];
}

/** What is put before a person: the question with all its values, who asked, and where the journal stood. */
export interface ApprovalRequest {
  readonly schema: 'plimsoll.approval-request/1';
  readonly controlPlaneId: string;
  readonly logHead: LogHead;
  readonly requester: string;
  /** The person behind an agent that asked; null when none did. */
  readonly agentOwner: string | null;
  readonly authors: readonly string[];
  readonly question: Question;
  /** Whether the plan's gates can be proven at the known traffic: a forecast, shown and not signed. Null where none was made. */
  readonly power: PowerCheck | null;
  /** What is shown beside the plan at this moment, and not signed; absent where nothing was looked up. */
  readonly beside?: BesideQuestion;
}

/** The request for an open checkpoint. It is derived from the state, so nothing is lost when the control plane restarts. */
export function requestApproval(
  deployment: Deployment,
  checkpoint: Checkpoint,
  here: {
    readonly controlPlaneId: string;
    readonly logHead: LogHead;
    readonly power?: PowerCheck | null;
    readonly beside?: BesideQuestion | null;
  },
): ApprovalRequest | Refusal {
  const question = openQuestion(deployment, checkpoint);
  if (question === undefined) return refuseNotPending(deployment, checkpoint);
  return {
    schema: 'plimsoll.approval-request/1',
    controlPlaneId: here.controlPlaneId,
    logHead: { seq: here.logHead.seq, hash: here.logHead.hash },
    ...askersOf(deployment.opening),
    question,
    power: here.power ?? null,
    ...(here.beside === undefined || here.beside === null ? {} : { beside: here.beside }),
  };
}

/** Who asked and who wrote the code, as the statement names them. */
export function askersOf(
  opening: Pick<Opening, 'requester' | 'authors'>,
): Pick<ApprovalRequest, 'requester' | 'agentOwner' | 'authors'> {
  const { requester, authors } = opening;
  const labels = [...new Set(authors.map(asLabel))].sort();
  return {
    requester: asLabel(principalText(requester)),
    agentOwner: ownerOf(requester),
    authors: labels.slice(0, MOST_AUTHORS),
  };
}

/** The person behind an agent, as `person:ada`; null for anyone else. */
function ownerOf(principal: Principal): string | null {
  if (principal.kind !== 'agent') return null;
  return principal.owner.startsWith('person:') ? principal.owner : `person:${principal.owner}`;
}

/** The refusal for a checkpoint that is not open. */
export const refuseNotPending = (deployment: Deployment, checkpoint: Checkpoint): Refusal =>
  refuse(
    'approval-not-pending',
    `${checkpoint} is not open while ${deployment.opening.id} is ${deployment.phase}`,
    `Look at it: plimsoll status ${deployment.opening.id}`,
  );

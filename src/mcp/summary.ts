import type { z } from 'zod';
import type { DeploymentView } from '../api/view.ts';
import type { GateVerdict } from '../core/verdict/verdict.ts';
import { foreign, foreignOrNull, label, labelOrNull, line } from './clean.ts';
import type { GateShape, SummaryShape } from './shapes.ts';
import type { Link } from './tool.ts';

/** A deployment in short, as every tool shows it. */
export const summaryOf = (view: DeploymentView): z.output<typeof SummaryShape> => ({
  deployment_id: view.id,
  seq: view.version,
  unit: label(view.unit),
  environment: label(view.environment),
  phase: view.phase,
  over: view.over,
  signal: view.signal,
  version: labelOrNull(view.release?.version ?? null),
  commit: view.release?.commit.slice(0, 12) ?? null,
  replaces: labelOrNull(view.replaces),
  requester: label(view.requester),
  on_behalf_of: labelOrNull(view.onBehalfOf),
  opened_at: view.openedAt,
  ended_at: view.endedAt,
  plan_digest: view.planDigest,
  strategy: view.strategy,
  stage: stageOf(view),
  verdict: view.verdict === null ? null : { state: view.verdict.state, reason: view.verdict.reason },
  waiting: waitingOf(view),
  holds: view.holds.map(({ reason, by, note }) => ({
    reason,
    by: label(`${by.kind}:${by.name}`),
    untrusted_note: foreign(note, 300),
  })),
  rollback: rollbackOf(view),
  untrusted_reason: foreign(view.reason),
  untrusted_problem: foreignOrNull(view.problem ?? view.attempt?.lastProblem ?? null),
});

function stageOf({ stage }: DeploymentView) {
  if (stage === null) return null;
  const { index, of, weight, since, until } = stage;
  return { number: index + 1, of, weight, since, until };
}

function waitingOf({ waiting }: DeploymentView) {
  if (waiting === null) return null;
  const { for: what, who, since, until, default: byDefault } = waiting;
  return {
    ...{ who: who.slice(0, 10).map((one) => line(one, 80)), since, until },
    by_default: line(byDefault, 160),
    untrusted_for: foreign(what, 300),
  };
}

function rollbackOf({ rollback }: DeploymentView) {
  if (rollback === null) return null;
  const { cause, startedAt, trafficBackSeconds, targetSeconds } = rollback;
  return {
    ...{ cause: cause.kind, started_at: startedAt },
    ...{ traffic_back_seconds: trafficBackSeconds, target_seconds: targetSeconds },
  };
}

/** A gate's verdict with its numbers. */
export const gateOf = ({
  gate,
  kind,
  state,
  reason,
  bounds,
  requests,
  errors,
  ...more
}: GateVerdict): z.output<typeof GateShape> => ({
  ...{ gate: line(gate, 160), kind, verdict: state, reason, requests, errors },
  ...{ observed: bounds.observed, low: bounds.low, high: bounds.high, baseline: bounds.baseline },
  ...{ limit: bounds.limit, unit: bounds.unit, needs_requests: more.needsRequests, sentence: line(more.text, 300) },
});

/** Where a deployment stands, in one sentence of ours. */
export function sentenceOf({ id, unit, environment, phase, signal, stage, waiting }: DeploymentView): string {
  const where = stage === null ? '' : `, stage ${stage.index + 1} of ${stage.of} at ${stage.weight}`;
  const why = waiting === null ? '' : `; it waits, who can end that: ${waiting.who.join(', ')}`;
  return `${id} (${label(unit)} to ${label(environment)}) is ${phase}${where}${signal === null ? '' : `, ${signal}`}${why}`;
}

/** All events of a deployment, for whoever needs more than a summary. */
export const eventsLink = (id: string): Link => ({
  uri: `plimsoll://deployments/${id}/events?after=0`,
  name: `events of ${id}`,
  mimeType: 'application/json',
});

/** A report of a deployment. */
export const reportLink = (id: string, kind: string): Link => ({
  uri: `plimsoll://reports/${id}/${kind}`,
  name: `${kind} report of ${id}`,
  mimeType: 'text/markdown',
});

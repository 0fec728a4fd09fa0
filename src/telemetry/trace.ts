import type { Effect } from '../core/deployment/effect.ts';
import { effects } from '../core/deployment/effects.ts';
import type { DeploymentEvent } from '../core/deployment/event.ts';
import { evolve } from '../core/deployment/evolve.ts';
import { type Deployment, isTerminal } from '../core/deployment/state.ts';
import { type Sha256, spanIdOf, traceIdOf } from '../core/deployment/trace-context.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { CONVENTIONS as NAMES } from './conventions.ts';

/** One span of a trace. */
export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly problem: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** Moments within it. */
  readonly events: readonly { readonly name: string; readonly at: Instant }[];
}

/** The events of one decision, in order: between two of them a state may lack what the next one brings. */
export type Decided = readonly DeploymentEvent[];

interface Begun {
  readonly effect: Effect;
  readonly at: Instant;
}

/** The trace of a deployment as far as its record goes. */
interface Traced {
  readonly root: TraceSpan;
  /** Each effect that is over, with the number of the decision that ended it, in order. */
  readonly over: readonly { readonly span: TraceSpan; readonly decision: number }[];
  /** What the record still asked for. */
  readonly open: readonly TraceSpan[];
}

/**
 * The trace of a deployment: a root for all of it, and a child for each effect, from when the record asked for it to when it no longer
 * did. It follows from the record alone, so that sent again it is the same. Null where nothing was opened.
 * @example traceOf([[opened], [built, sealed]], sha256)
 */
export function traceOf(decisions: readonly Decided[], sha256: Sha256): readonly TraceSpan[] | null {
  const traced = followed(decisions, sha256);
  return traced === null ? null : [traced.root, ...traced.over.map(({ span }) => span), ...traced.open];
}

/**
 * The part of that trace that is told at one decision: what ended after another one, up to and with it. Told at each decision in turn,
 * every span is told once. With the last one the root is told, and what never ended.
 */
export function partOfTrace(
  decisions: readonly Decided[],
  { after, isLast }: { readonly after: number; readonly isLast: boolean },
  sha256: Sha256,
): readonly TraceSpan[] | null {
  const traced = followed(decisions, sha256);
  if (traced === null) return null;
  const news = traced.over.flatMap(({ span, decision }) => (decision > after ? [span] : []));
  return isLast ? [traced.root, ...news, ...traced.open] : news;
}

function followed(decisions: readonly Decided[], sha256: Sha256): Traced | null {
  const events = decisions.flat();
  const begun = new Map<string, Begun>();
  const over: { span: TraceSpan; decision: number }[] = [];
  let state: Deployment | null = null;
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last === undefined) return null;
  for (const [decision, together] of decisions.entries()) {
    for (const event of together) state = evolve(state, event);
    const now = together[0]?.at ?? first.at;
    if (state === null) return null;
    const outstanding = new Map(effects(state).map((effect) => [effect.id as string, effect]));
    for (const [id, { effect, at }] of begun) {
      if (outstanding.has(id)) continue;
      const span = childOf(state, effect, { from: at, to: now }, problemIn(together, id), sha256);
      over.push({ span, decision });
      begun.delete(id);
    }
    for (const [id, effect] of outstanding) {
      // One that waits before it is tried again begins when it may.
      const at = effect.notBefore !== null && effect.notBefore > now ? effect.notBefore : now;
      if (!begun.has(id)) begun.set(id, { effect, at });
    }
  }
  if (state === null) return null;
  const end = last.at;
  const of = state;
  const open = [...begun.values()].map(({ effect, at }) => childOf(of, effect, { from: at, to: end }, null, sha256));
  return { root: rootOf(state, events, sha256), over, open };
}

function rootOf(state: Deployment, events: readonly DeploymentEvent[], sha256: Sha256): TraceSpan {
  const { opening, phase, signal } = state;
  const { intent, spec, environment, id } = opening;
  const isGood = phase === 'completed';
  return {
    traceId: traceIdOf(sha256, id),
    spanId: spanIdOf(sha256, id),
    parentSpanId: null,
    name: `deploy ${spec.name} to ${environment}`,
    from: events[0]?.at ?? opening.openedAt,
    to: events.at(-1)?.at ?? opening.openedAt,
    problem: isGood || !isTerminal(phase) ? null : phase,
    attributes: {
      [NAMES.pipelineName]: `${spec.name}/${environment}`,
      [NAMES.pipelineRunId]: id,
      [NAMES.pipelineResult]: resultOf(phase),
      [NAMES.deploymentId]: id,
      [NAMES.deploymentName]: spec.name,
      [NAMES.deploymentStatus]: isGood ? 'succeeded' : 'failed',
      [NAMES.environment]: environment,
      [NAMES.revision]: intent.commit,
      ...(spec.repo === undefined ? {} : { [NAMES.repository]: spec.repo }),
      [NAMES.version]: intent.version,
      [NAMES.phase]: phase,
      ...(signal === null ? {} : { [NAMES.signal]: signal }),
    },
    events: events.flatMap(({ type, at }) => (TOLD.includes(type) ? [{ name: type, at }] : [])),
  };
}

/** What stands on the line of the whole deployment: where it stopped for somebody, and where it turned. */
const TOLD: readonly DeploymentEvent['type'][] = [
  'StagingReady',
  'ApprovalRequested',
  'ApprovalGranted',
  'PromotionStarted',
  'StageAdvanced',
  'HoldPlaced',
  'HoldLifted',
  'CheckpointOpened',
  'CheckpointAnswered',
  'ProductionDeployed',
  'RollbackStarted',
  'RolledBack',
  'DeploymentCompleted',
];

function resultOf(phase: Deployment['phase']): string {
  if (phase === 'completed') return 'success';
  if (phase === 'aborted' || phase === 'superseded' || phase === 'rejected') return 'cancellation';
  return phase === 'expired' ? 'timeout' : isTerminal(phase) ? 'failure' : 'unset';
}

function childOf(
  state: Deployment,
  effect: Effect,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  problem: string | null,
  sha256: Sha256,
): TraceSpan {
  const { id, spec, environment } = state.opening;
  return {
    traceId: traceIdOf(sha256, id),
    spanId: spanIdOf(sha256, effect.id),
    parentSpanId: spanIdOf(sha256, id),
    name: effect.kind === 'run-check' ? `run-check ${effect.check}` : effect.kind,
    from,
    to: to < from ? from : to,
    problem,
    attributes: {
      [NAMES.taskName]: effect.kind,
      [NAMES.taskRunId]: effect.id,
      [NAMES.environment]: effect.kind === 'run-check' ? effect.place.environment : environment,
      [NAMES.deploymentName]: spec.name,
    },
    events: [],
  };
}

/** Why an effect failed that ended with these events. Of foreign text nothing goes into a trace but this. */
function problemIn(events: readonly DeploymentEvent[], id: string): string | null {
  for (const event of events) {
    if (event.type === 'EffectFailed' && event.effect === id) return event.problem;
    if (event.type === 'RollbackStepFailed') return event.problem;
    if (event.type === 'DeploymentStopped' && event.ending.endsWith('failed')) return event.problem;
  }
  return null;
}

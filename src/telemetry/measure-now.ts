import { type Deployment, isTerminal } from '../core/deployment/state.ts';
import { weightShareOf } from '../core/deployment/traffic.ts';
import { between, type Instant } from '../core/kernel/instant.ts';
import type { SourceStanding } from '../engine/source-health.ts';
import type { Instruments } from './instruments.ts';

/** What is true at a moment, beside what was counted. */
export interface Now {
  readonly at: Instant;
  /** Deployments that are not over, and since when each is in its phase. */
  readonly active: readonly { readonly state: Deployment; readonly since: Instant }[];
  readonly sources: (deployment: string) => readonly SourceStanding[];
  readonly isChainOk: boolean;
  readonly notifications: Readonly<Record<string, number>>;
}

/** Sets what is true now: what is over leaves its gauges. */
export function measureNow(instruments: Instruments, now: Now): void {
  const { sourceDown, holds, phaseAge, checkpointAge, checkpointLeft, weight, chainOk, notifications } = instruments;
  for (const gauge of [sourceDown, holds, phaseAge, checkpointAge, checkpointLeft, weight, notifications])
    gauge.reset();
  chainOk.set(now.isChainOk ? 1 : 0);
  for (const [delivery, count] of Object.entries(now.notifications)) notifications.set({ delivery }, count);
  const oldest = new Map<string, number>();
  for (const { state, since } of now.active) {
    if (isTerminal(state.phase)) continue;
    const place = { unit: state.opening.spec.name, environment: state.opening.environment };
    const age = secondsTo(since, now.at);
    const key = JSON.stringify([place, state.phase]);
    if (age >= (oldest.get(key) ?? -1)) phaseAge.set({ ...place, phase: state.phase }, age);
    oldest.set(key, Math.max(age, oldest.get(key) ?? -1));
    for (const { reason } of 'holds' in state ? state.holds : []) holds.inc({ ...place, reason });
    if ('traffic' in state) weight.set(place, weightShareOf(state.traffic) ?? 0);
    const question = questionOf(state);
    if (question !== null) {
      const labels = { ...place, checkpoint: question.checkpoint };
      checkpointAge.set(labels, secondsTo(question.since, now.at));
      if (question.until !== null) checkpointLeft.set(labels, between(now.at, question.until) / 1_000);
    }
    for (const { source, why, since: down } of now.sources(state.opening.id)) {
      if (why !== null) sourceDown.set({ ...place, source, why }, secondsTo(down, now.at));
    }
  }
}

interface Question {
  readonly checkpoint: string;
  readonly since: Instant;
  readonly until: Instant | null;
}

function questionOf(state: Deployment): Question | null {
  if (state.phase === 'awaiting-approval')
    return { checkpoint: 'production-promotion', since: state.askedAt, until: state.deadline };
  if (state.phase === 'rolled-back') return { checkpoint: 'after-rollback', since: state.rolledBackAt, until: null };
  if (state.phase === 'queued' && state.for === 'production' && state.redSince !== null)
    return { checkpoint: 'environment-red', since: state.redSince, until: null };
  if ('checkpoint' in state && state.checkpoint !== null)
    return { checkpoint: 'ambiguous-metrics', since: state.checkpoint.openedAt, until: state.checkpoint.deadline };
  return null;
}

const secondsTo = (from: Instant, to: Instant): number => Math.max(0, between(from, to)) / 1_000;

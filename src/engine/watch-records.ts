import { laterTriggers } from '../core/plan/policy/later-triggers.ts';
import type { JudgingRecord } from '../core/verdict/judging.ts';
import { blockRecords, servedIn, stageRecords, type Watched, withMore } from './measuring.ts';
import { healthIn, isNews } from './source-health.ts';
import type { Watch, WatchContext } from './watch.ts';

/** What a tick has to write down of a deployment: its stage, what was measured of it, and how its sources do. */
export function recordsOf(
  { clock, store }: Pick<WatchContext, 'clock' | 'store'>,
  deployment: Watched,
  watch: Watch,
): readonly JudgingRecord[] {
  const stage = stageRecords(deployment, watch.judging, watch.before ?? null);
  // Judging begins with what is known from before, so that is waited for: no longer than for any other look.
  if (watch.judging === null && (stage.length === 0 || watch.before === undefined)) return [];
  const taken = watch.readings.take();
  const elapsed = (clock.steady() - watch.servedUntil) / 1_000;
  const closing = { deployment, now: clock.wall(), elapsed, interval: deployment.plan.metrics.interval / 1_000 };
  const counted = blockRecords(taken.counts, closing);
  const blocks = counted.length === 0 ? [] : withMore(counted, watch.readings.more());
  serve(watch, servedIn(blocks), closing.interval, clock.steady());
  const health = taken.all
    .map(({ source, outcome }) => healthIn(source, outcome))
    .filter((one) => isNews(watch.sources.get(one.source), one));
  const lifted: readonly JudgingRecord[] = watch.lifting ? [{ type: 'HoldLifted' }] : [];
  return [...stage, ...tightened(store, deployment, watch), ...lifted, ...blocks, ...health];
}

/** Stricter triggers of a policy that was adopted meanwhile. A record says so: whoever folds them again has the same judge. */
function tightened(store: WatchContext['store'], { opening, plan }: Watched, watch: Watch): readonly JudgingRecord[] {
  const { policy } = store.slot(opening.spec.name, opening.environment);
  if (watch.judging === null || policy === null || policy === watch.policy) return [];
  const triggers = laterTriggers([...plan.triggers, ...watch.judging.tightened], plan, policy);
  if (triggers.length > 0) return [{ type: 'TriggersTightened', triggers }];
  watch.policy = policy;
  return [];
}

/** Time that was served ends where the blocks end; what nobody delivered in time is not served later. */
function serve(watch: Watch, seconds: number, interval: number, now: number): void {
  watch.servedUntil = Math.max(watch.servedUntil + seconds * 1_000, now - (2 * interval + 1) * 1_000);
}

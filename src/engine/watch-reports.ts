import { ENGINE } from '../core/principal/principal.ts';
import { assessAll } from '../core/verdict/assess.ts';
import { isPieceFull, noteSeen } from '../core/verdict/curve.ts';
import { saysTheSame, seenNow } from '../core/verdict/stands.ts';
import type { Verdict } from '../core/verdict/verdict.ts';
import { healthOf, isSameHealth } from './effects/health.ts';
import { isWatched, stageRecords, type Watched } from './measuring.ts';
import { measurementStream } from './streams.ts';
import type { Watch, WatchContext } from './watch.ts';

/** Tells of a deployment what its measurements come to, where that is news. Never rejects. */
export async function reportVerdict(context: WatchContext, measured: Watched, watch: Watch | undefined): Promise<void> {
  const { store, log } = context;
  const { id } = measured.opening;
  try {
    const now = store.deployment(id)?.state;
    if (now !== undefined && isWatched(now)) await tellVerdict(context, now, watch);
  } catch (problem) {
    log.warn('a deployment could not be watched', { deployment: id, problem: String(problem) });
  }
}

/** Looks at the target, and tells how its instances do, where that is news. One look at a time: a slow one is taken up by the next tick. */
export function lookAtHealth(context: WatchContext, id: string, watch: Watch | undefined): Promise<void> {
  if (watch === undefined || watch.health !== undefined) return Promise.resolve();
  watch.health = tellHealth(context, id, watch)
    .catch((problem: unknown) =>
      context.log.warn('a deployment could not be watched', { deployment: id, problem: String(problem) }),
    )
    .finally(() => {
      watch.health = undefined;
    });
  return watch.health;
}

async function tellHealth({ store, clock, report }: WatchContext, id: string, { target, looks }: Watch): Promise<void> {
  const seen = await looks.look((signal) => target.observe(signal));
  const before = store.deployment(id)?.state;
  if (before === undefined || !isWatched(before)) return;
  const health = healthOf(seen, before);
  if (!isSameHealth(before.health, health))
    await report(id, { type: 'RecordHealth', health, at: clock.wall(), principal: ENGINE });
}

async function tellVerdict(
  { clock, report }: WatchContext,
  deployment: Watched,
  watch: Watch | undefined,
): Promise<void> {
  const { id } = deployment.opening;
  if (watch === undefined || watch.judging === null) return;
  const { judging } = watch;
  // It may have moved on since it was measured: what was judged of one stage says nothing of the next.
  if (stageRecords(deployment, judging).some(({ type }) => type === 'JudgingBegan')) return;
  if (isPieceFull(watch.curve)) watch.curve = noteSeen(watch.curve, seenNow(judging));
  // The numbers for people are worked out only when there is something to tell: with many deployments they cost the most.
  const { phase, stage } = deployment;
  if (stage.verdict !== null && saysTheSame(stage.verdict, judging)) return;
  const at = clock.wall();
  const measurements = {
    stream: measurementStream(id),
    from: 1,
    to: watch.version,
    digest: watch.lastHash as Verdict['measurements']['digest'],
  };
  const verdict: Verdict = { ...assessAll(judging), at, measurements };
  await report(id, { type: 'RecordVerdict', phase, stageIndex: stage.index, verdict, at, principal: ENGINE });
}

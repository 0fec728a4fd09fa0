import { ENVIRONMENT_RED, type Finding } from '../../core/deployment/state.ts';
import { differenceText } from '../../core/environment/difference.ts';
import { differencesOf, type Seen } from '../../core/environment/drift.ts';
import { brokenLimits } from '../../core/environment/red.ts';
import { isAcceptedDrift, type Slot } from '../../core/environment/slot.ts';
import { isPlannedStable } from '../../core/guard/holder.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { powerCheckOf } from '../../core/verdict/power/power-check.ts';
import { type StableTraffic, stableRecordOf } from '../../core/verdict/power/stable-record.ts';
import { DriverError } from '../../ports/driver-error.ts';
import type { MetricSource } from '../../ports/metric-source.ts';
import { READ_LIMIT } from '../reading.ts';

/** How far back "now" reaches when stable is held against its own gates. */
const NOW_SECONDS = 60;

/** Whether what runs and is routed is what the record says, or an approver signed that it may differ just so. */
export function recordFindings(
  slot: Slot,
  place: { readonly environment: string; readonly listen: string | null },
  seen: Seen,
): readonly Finding[] {
  if (slot.stable === null) return [];
  const differences = differencesOf(slot.stable, place, seen);
  const ok = differences.length === 0 || isAcceptedDrift(slot, differences);
  const detail =
    differences.length === 0 ? 'what runs is what is recorded' : differences.map(differenceText).join('; ');
  return [{ name: 'as-recorded', ok, detail }];
}

/** Whether this release follows what serves. Git was asked when the plan was sealed, and commits do not change. */
export function newerFinding(plan: Plan, slot: Slot): Finding {
  const { release, rollbackTarget: target } = plan;
  const detail =
    target.kind === 'release' && plan.outOfOrder !== undefined
      ? `${release.version} (${release.commit.slice(0, 12)}) need not follow ${target.version}: ${plan.outOfOrder}`
      : target.kind === 'release'
        ? `${release.version} (${release.commit.slice(0, 12)}) follows ${target.version} (${target.commit.slice(0, 12)}), which serves`
        : 'first release: nothing serves yet';
  return { name: 'newer', ok: isPlannedStable(plan, slot), detail };
}

/** Whether what serves keeps inside the gates that this release will be held to. */
export async function gatesFinding(
  { strategy, bake, triggers }: Plan,
  metrics: MetricSource,
  signal: AbortSignal,
): Promise<Finding> {
  const name = 'stable-inside-gates';
  if (metrics.history === undefined) return { name, ok: true, detail: `${metrics.name} keeps no record to look at` };
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(READ_LIMIT)]);
    const stable = stableRecordOf(await metrics.history(NOW_SECONDS, limit));
    if (stable === null) return { name, ok: true, detail: 'stable had no request in the last minute' };
    const gates = [...strategy.stages.flatMap((stage) => stage.gates), ...bake.gates];
    const broken = brokenLimits({ gates, triggers }, stable);
    if (broken.length > 0) return { name: ENVIRONMENT_RED, ok: false, detail: broken.join('; ') };
    return { name, ok: true, detail: `${stable.errors} of ${stable.requests} requests failed in the last minute` };
  } catch (problem) {
    // A source that does not answer is said by its own finding.
    if (problem instanceof DriverError) return { name, ok: true, detail: `not known: ${problem.message}` };
    throw problem;
  }
}

/** Which gates can be decided in the time given: shown, and no reason to wait. */
export function powerFinding(plan: Plan, traffic: StableTraffic): Finding {
  const power = powerCheckOf(plan, traffic);
  const name = 'power';
  if (power.kind === 'unknown') return { name, ok: true, detail: `not known: ${power.why}` };
  const gates = power.stages.flatMap((stage) => stage.gates);
  const count = (state: (typeof gates)[number]['state']): number => gates.filter((one) => one.state === state).length;
  const detail = `of ${gates.length} gates ${count('enough')} can be decided in time, ${count('extends')} with the extension, ${count('too-few')} not`;
  return { name, ok: true, detail };
}

/** What the release does to stored data, and what that means for the way back. */
export function migrationsFinding({ migrations, rollbackTarget, downStep }: Plan): Finding {
  const isBlocking = migrations === 'blocking' && rollbackTarget.kind === 'release';
  const words = { none: 'none', 'backward-compatible': 'what serves runs on the new data too', blocking: 'blocking' };
  const down = downStep === undefined ? 'no way back is declared' : `the way back runs ${downStep.run}`;
  return {
    name: 'migrations',
    ok: !isBlocking || downStep !== undefined,
    detail: isBlocking ? `blocking: ${down}` : words[migrations],
  };
}

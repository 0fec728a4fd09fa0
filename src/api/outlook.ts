import type { Deployment } from '../core/deployment/state.ts';
import { formatDuration } from '../core/kernel/duration.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { formatWeight } from '../core/kernel/weight.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { WindowInterval } from '../core/window/window.ts';

/** One stage as planned. */
export interface PlannedStage {
  readonly weight: string;
  /** Null: the bake follows at once. */
  readonly seconds: number | null;
  readonly gates: readonly string[];
}

/** What a deployment goes back to when it goes bad. */
export interface RollbackTargetView {
  /** Null: a first release is taken out of service. */
  readonly version: string | null;
  readonly artifacts: readonly string[];
  /** How long going back took on staging; null before the rehearsal. */
  readonly rehearsedSeconds: number | null;
  readonly targetSeconds: number;
}

/** What is planned for production: all that a look ahead needs, as far as it is sealed. */
export interface OutlookView {
  readonly stages: readonly PlannedStage[];
  readonly bakeSeconds: number;
  readonly bakeGates: readonly string[];
  /** What takes it back by itself, armed from the first candidate request to the end of the bake. */
  readonly armed: readonly string[];
  readonly source: string;
  readonly intervalSeconds: number;
  readonly rollbackTarget: RollbackTargetView;
  /** The next blackout window that is not over; null when none is known. */
  readonly nextWindow: { readonly name: string; readonly from: string; readonly to: string } | null;
}

/** What lies ahead of a deployment whose plan is sealed. */
export function outlookOf(deployment: Deployment, now: Instant): OutlookView | null {
  if (!('plan' in deployment)) return null;
  const { plan, calendar } = deployment;
  const certificate = 'certificate' in deployment ? deployment.certificate : null;
  const back = plan.rollbackTarget;
  return {
    stages: plan.strategy.stages.map(({ weight, duration, gates }) => ({
      weight: formatWeight(weight),
      seconds: duration === null ? null : duration / 1_000,
      gates: gates.map((gate) => gate.text),
    })),
    bakeSeconds: plan.bake.duration / 1_000,
    bakeGates: plan.bake.gates.map((gate) => gate.text),
    armed: armedOf(plan),
    source: plan.metrics.source.type,
    intervalSeconds: plan.metrics.interval / 1_000,
    rollbackTarget: {
      version: back.kind === 'release' ? back.version : null,
      artifacts: back.kind === 'release' ? back.artifactDigests : [],
      rehearsedSeconds: certificate === null ? null : certificate.back / 1_000,
      targetSeconds: plan.limits.targetTime / 1_000,
    },
    nextWindow: nextWindow(calendar.intervals, now),
  };
}

const armedOf = ({ triggers, limits }: Plan): readonly string[] => [
  ...triggers.map((trigger) => trigger.text),
  `unhealthy for ${formatDuration(limits.healthTimeout)}`,
  `at work for ${formatDuration(limits.deploymentTimeout)}`,
];

function nextWindow(intervals: readonly WindowInterval[], now: Instant): OutlookView['nextWindow'] {
  const ahead = intervals.filter(({ to }) => to > now).sort((one, other) => one.from - other.from)[0];
  if (ahead === undefined) return null;
  return { name: ahead.name, from: new Date(ahead.from).toISOString(), to: new Date(ahead.to).toISOString() };
}

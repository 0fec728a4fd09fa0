import { comparisonsOf } from '../core/gate/comparisons.ts';
import type { Gate, Trigger } from '../core/gate/gate.ts';
import type { Instant } from '../core/kernel/instant.ts';
import { assessAll } from '../core/verdict/assess.ts';
import type { Curve } from '../core/verdict/curve.ts';
import type { Judging } from '../core/verdict/judging.ts';
import type { GateVerdict, Verdict } from '../core/verdict/verdict.ts';
import type { SourceTrouble } from './source-check.ts';

/** A gate or trigger with its numbers of this moment, and its curve over the stage. */
export interface LiveGate extends GateVerdict {
  /** One value for each piece of `pieceSeconds`, oldest first; null: nothing was measured. Empty where no curve is kept. */
  readonly series: readonly (number | null)[];
}

/** What the judge sees of a stage at this moment. The journal keeps verdicts when they change; this is what lies between. */
export interface LiveView {
  /** The stage that is judged, by index, or the bake. */
  readonly of: number | 'bake';
  readonly state: Verdict['state'];
  readonly reason: Verdict['reason'];
  readonly gates: readonly LiveGate[];
  /** Gates on trial: nothing follows from them. Absent where there are none. */
  readonly shadows?: readonly LiveGate[];
  /** Time of the stage that counts, what it needs at least, and where it ends undecided. */
  readonly judgedSeconds: number;
  readonly plannedSeconds: number;
  readonly extendsToSeconds: number;
  readonly pieceSeconds: number;
  /** Requests since the stage began. */
  readonly candidate: { readonly requests: number; readonly errors: number };
  readonly stable: { readonly requests: number; readonly errors: number };
  /** Metric sources that have no data now: the provider's trouble, not the release's. Absent while all deliver. */
  readonly troubles?: readonly SourceTrouble[];
}

/** What the judge remembers of a deployment that is measured. */
export interface Looked {
  readonly judging: Judging;
  readonly curve: Curve;
  /** How its sources do; `why` is null of one that delivers. */
  readonly sources?: readonly {
    readonly source: string;
    readonly why: string | null;
    readonly detail: string;
    readonly since: Instant;
  }[];
}

/** The stage at this moment, from what the judge remembers of it; null while nothing is measured. */
export function liveOf(looked: Looked | undefined): LiveView | null {
  if (looked === undefined) return null;
  const { judging, curve, sources = [] } = looked;
  const troubles = sources.flatMap(({ source, why, detail, since }) =>
    why === null ? [] : [{ source, why, detail, since: new Date(since).toISOString() }],
  );
  const { judge, plan, shadow, at } = judging;
  const { state, reason, gates, shadows, judgedSeconds } = assessAll(judging);
  const metrics = metricsOf([...plan.gates, ...plan.triggers, ...(shadow?.plan.gates ?? [])]);
  const withSeries = (gate: GateVerdict): LiveGate => ({
    ...gate,
    series: seriesOf(gate.gate, metrics.get(gate.gate), curve),
  });
  return {
    of: at,
    state,
    reason,
    gates: gates.map(withSeries),
    ...(shadows === undefined ? {} : { shadows: shadows.map(withSeries) }),
    judgedSeconds,
    plannedSeconds: plan.seconds,
    extendsToSeconds: judge.until,
    pieceSeconds: curve.pieceSeconds,
    candidate: judge.candidate,
    stable: judge.stable,
    ...(troubles.length === 0 ? {} : { troubles }),
  };
}

const metricsOf = (gates: readonly (Gate | Trigger)[]): ReadonlyMap<string, string | undefined> =>
  new Map(gates.map((gate) => [gate.text, comparisonsOf(gate.condition)[0]?.metric]));

function seriesOf(gate: string, metric: string | undefined, { pieces }: Curve): LiveGate['series'] {
  if (metric !== 'error_rate' && metric !== 'success_rate') return pieces.map(({ seen }) => seen[gate] ?? null);
  return pieces.map(({ candidate: { requests, errors } }) => {
    if (requests === 0) return null;
    return (metric === 'error_rate' ? errors : requests - errors) / requests;
  });
}

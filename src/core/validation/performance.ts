import { comparisonsOf } from '../gate/comparisons.ts';
import type { Comparison, Gate, Quantity } from '../gate/gate.ts';
import { comparisonText, quantityText } from '../gate/text.ts';
import type { Baseline, PerformanceFigure } from './measured.ts';

/** How one figure stands: `no-baseline` and `not-limited` are no passes and no failures, and are told. */
export type FigureState = 'within' | 'outside' | 'no-baseline' | 'not-measured' | 'not-limited';

/** One figure beside what it was on the last stable release. */
export interface AssessedFigure {
  readonly metric: string;
  readonly unit: string;
  /** Null where the run did not report it. */
  readonly current: number | null;
  readonly baseline: number | null;
  readonly state: FigureState;
  /** The limits that it does not keep, as written. */
  readonly broken: readonly string[];
}

/** Compares the figures of a run with its limits, and with the same figures of the last stable release. */
export function assessPerformance(
  figures: readonly PerformanceFigure[],
  limits: readonly Gate[],
  baseline: Baseline | null,
): readonly AssessedFigure[] {
  const comparisons = limits.flatMap(({ condition }) => comparisonsOf(condition));
  const limited = comparisons.map(({ metric }) => metric);
  const metrics = [...new Set([...figures.map(({ metric }) => metric), ...limited])];
  return metrics.map((metric) => {
    const figure = figures.find((one) => one.metric === metric);
    const before = baseline?.performance?.find((one) => one.metric === metric && one.unit === figure?.unit);
    const own = comparisons.filter((one) => one.metric === metric);
    const rest = {
      metric,
      unit: figure?.unit ?? '',
      current: figure?.value ?? null,
      baseline: before?.value ?? null,
    };
    if (figure === undefined) return { ...rest, state: 'not-measured', broken: own.map(comparisonText) };
    return { ...rest, ...standing(figure, own, before?.value ?? null) };
  });
}

function standing(
  { value, unit }: PerformanceFigure,
  comparisons: readonly Comparison[],
  baseline: number | null,
): Pick<AssessedFigure, 'state' | 'broken'> {
  if (comparisons.length === 0) return { state: 'not-limited', broken: [] };
  const limits = comparisons.map((one) => ({ one, limit: limitOf(one, unit, baseline) }));
  const broken = limits.flatMap(({ one, limit }) =>
    limit !== null && !holds(value, one.operator, limit) ? [comparisonText(one)] : [],
  );
  if (broken.length > 0) return { state: 'outside', broken };
  return { state: limits.some(({ limit }) => limit === null) ? 'no-baseline' : 'within', broken: [] };
}

/** The limit as a number in the figure's unit; null where it stands on a baseline that there is not. */
function limitOf({ limit }: Comparison, unit: string, baseline: number | null): number | null {
  if (limit.kind === 'quantity') return sameUnit(limit.quantity, unit);
  return baseline === null ? null : baseline * limit.factor + (limit.plus?.value ?? 0);
}

/** A limit in another unit than the figure's keeps nothing: NaN compares as false. */
const sameUnit = (quantity: Quantity, unit: string): number => (quantity.unit === unit ? quantity.value : Number.NaN);

function holds(value: number, operator: Comparison['operator'], limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
  }
}

/** Why a run's figures do not pass, in one sentence; null when they do. A missing baseline is told and fails nothing. */
export function problemOfPerformance(assessed: readonly AssessedFigure[]): string | null {
  const bad = assessed.filter(({ state }) => state === 'outside' || state === 'not-measured');
  if (bad.length === 0) return null;
  return bad
    .map(({ metric, current, unit, baseline, broken }) =>
      current === null
        ? `${metric} was not measured, and ${broken.join(' and ')} needs it`
        : `${metric} is ${quantityText({ value: current, unit })}${baseline === null ? '' : ` (baseline ${quantityText({ value: baseline, unit })})`}, not ${broken.join(' and ')}`,
    )
    .join('; ');
}

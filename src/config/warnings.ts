import type { UnitSpec } from '../core/unit/unit.ts';

/** Something that loads, and that is better written otherwise. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** What a configuration says that works less well than it could. */
export const warningsOf = ({ metrics }: Pick<UnitSpec, 'metrics'>): readonly Warning[] =>
  Object.entries(metrics.queries ?? {}).flatMap(([name, query]) => {
    if (query.kind !== 'value' || !isShare(query.unit, query.query)) return [];
    const message = `${name} is a ready-made share: its values are judged without an error bound`;
    const remedy = `write  kind: ratio, with numerator: the counter of what is meant, and denominator: the counter of all`;
    return [{ code: 'ready-made-ratio', message, remedy }];
  });

/** A percentage, or one counter's rate divided by another's. */
const isShare = (unit: string, query: string | null): boolean =>
  unit === '%' || (query !== null && /\b(?:rate|increase)\(.*\)\s*\/\s*.*\b(?:rate|increase)\(/s.test(query));

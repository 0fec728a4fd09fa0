import type { UnitSpec } from '../core/unit/unit.ts';
import { requirementText, type VerificationRequirement } from '../core/unit/verification.ts';

/** Something that loads, and that is better written otherwise. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** What a configuration says that works less well than it could. */
export const warningsOf = ({
  metrics,
  verification,
}: Pick<UnitSpec, 'metrics' | 'verification'>): readonly Warning[] => [
  ...shares(metrics),
  ...unpinned(verification ?? []),
];

const shares = (metrics: UnitSpec['metrics']): readonly Warning[] =>
  Object.entries(metrics.queries ?? {}).flatMap(([name, query]) => {
    if (query.kind !== 'value' || !isShare(query.unit, query.query)) return [];
    const message = `${name} is a ready-made share: its values are judged without an error bound`;
    const remedy = `write  kind: ratio, with numerator: the counter of what is meant, and denominator: the counter of all`;
    return [{ code: 'ready-made-ratio', message, remedy }];
  });

/** Provenance of nobody in particular: what CI says of itself is in its first refusal, to be written down from there. */
const unpinned = (requirements: readonly VerificationRequirement[]): readonly Warning[] =>
  requirements.flatMap((one) => {
    if (one.kind !== 'statement' || one.predicate !== 'provenance') return [];
    if (one.makers.length > 0 && one.buildTypes.length > 0) return [];
    const message = `${requirementText(one)} pins no builder or no way of building: every such statement is refused`;
    const remedy = 'write  builders: [URI]  and  build_types: [URI]; plimsoll evidence check says what CI calls itself';
    return [{ code: 'builder-unpinned', message, remedy }];
  });

/** A percentage, or one counter's rate divided by another's. */
const isShare = (unit: string, query: string | null): boolean =>
  unit === '%' || (query !== null && /\b(?:rate|increase)\(.*\)\s*\/\s*.*\b(?:rate|increase)\(/s.test(query));

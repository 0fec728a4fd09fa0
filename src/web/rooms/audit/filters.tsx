import type { AuditRequest } from '../../../api/audit.ts';
import { DEPLOYMENT_EVENT_TYPES } from '../../../core/deployment/event-types.ts';
import { useCurrent } from '../../data/queries.ts';
import { Choice } from '../../parts/choice.tsx';
import { AUDIT } from './words.ts';

/** What is wanted of the journal; a day for `since`. */
export type Wanted = Pick<AuditRequest, 'unit' | 'environment' | 'principal' | 'type' | 'since'>;

/** Everything. */
export const NO_FILTER: Wanted = { unit: null, environment: null, principal: null, type: null, since: null };

interface FiltersProps {
  readonly wanted: Wanted;
  readonly onChange: (wanted: Wanted) => void;
}

/** Narrows the journal down. */
export function Filters({ wanted, onChange }: FiltersProps) {
  const { data: views = [] } = useCurrent();
  const change = (part: Partial<Wanted>): void => onChange({ ...wanted, ...part });
  const named = (of: (view: (typeof views)[number]) => string) =>
    [...new Set(views.map(of))].sort().map((name) => [name, name] as const);
  const environments = [...new Set([...views.map(({ environment }) => environment), 'staging'])].sort();
  return (
    <search className="audit-filters">
      <Choice
        label={AUDIT.unit}
        any={AUDIT.any}
        value={wanted.unit}
        all={named((one) => one.unit)}
        onChoose={(unit) => change({ unit })}
      />
      <Choice
        label={AUDIT.environment}
        any={AUDIT.any}
        value={wanted.environment}
        all={environments.map((name) => [name, name] as const)}
        onChoose={(environment) => change({ environment })}
      />
      <Choice
        label={AUDIT.who}
        any={AUDIT.any}
        value={wanted.principal}
        all={Object.entries(AUDIT.kinds)}
        onChoose={(principal) => change({ principal })}
      />
      <Choice
        label={AUDIT.type}
        any={AUDIT.any}
        value={wanted.type}
        all={DEPLOYMENT_EVENT_TYPES.toSorted().map((type) => [type, type] as const)}
        onChoose={(type) => change({ type })}
      />
      <label className="field small">
        <span className="quiet">{AUDIT.since}</span>
        <input
          type="date"
          value={wanted.since ?? ''}
          onChange={({ target }) => change({ since: target.value === '' ? null : target.value })}
        />
      </label>
    </search>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { HistoryRequest } from '../../../api/history.ts';
import type { Phase } from '../../../core/deployment/state.ts';
import { plane } from '../../data/plane.ts';
import { useCurrent } from '../../data/queries.ts';
import { Skeleton } from '../../parts/asked.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import { PHASE_WORDS } from '../../phase-words.ts';
import { HistoryList } from './history-list.tsx';
import { DEPLOYMENTS } from './words.ts';
import './deployments.css';

type Wanted = Pick<HistoryRequest, 'unit' | 'environment' | 'phase'>;

const ANY: Wanted = { unit: null, environment: null, phase: null };
const A_PAGE = 50;

/** Every deployment that was, a page at a time. */
export default function DeploymentsRoom() {
  const [wanted, setWanted] = useState(ANY);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['history', wanted],
    queryFn: ({ pageParam }) =>
      plane.history({ ...wanted, since: null, principal: null, limit: A_PAGE, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ cursor }) => cursor,
  });
  const rows = data?.pages.flatMap(({ deployments }) => deployments);
  const isFiltered = wanted !== ANY;
  return (
    <>
      <header className="room-head">
        <div>
          <h1>{DEPLOYMENTS.title}</h1>
          <p>{DEPLOYMENTS.more}</p>
        </div>
        <Filters wanted={wanted} onChange={setWanted} />
      </header>
      {error === null ? null : <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {rows === undefined && error === null ? <Skeleton bars={8} /> : null}
      {rows === undefined ? null : rows.length > 0 ? (
        <HistoryList rows={rows} onMore={hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined} />
      ) : isFiltered ? (
        <p className="quiet">{DEPLOYMENTS.noMatch}</p>
      ) : (
        <Empty title={DEPLOYMENTS.empty} command="plimsoll deploy">
          {DEPLOYMENTS.emptyMore}
        </Empty>
      )}
    </>
  );
}

interface FiltersProps {
  readonly wanted: Wanted;
  readonly onChange: (wanted: Wanted) => void;
}

function Filters({ wanted, onChange }: FiltersProps) {
  const { data: views = [] } = useCurrent();
  const change = (part: Partial<Wanted>): void => {
    const next = { ...wanted, ...part };
    onChange(Object.values(next).every((one) => one === null) ? ANY : next);
  };
  const named = (of: (view: (typeof views)[number]) => string) =>
    [...new Set(views.map(of))].sort().map((name) => [name, name] as const);
  const phases = Object.entries(PHASE_WORDS).map(([phase, [name]]) => [phase, name] as const);
  return (
    <div className="filters">
      <Choice label={DEPLOYMENTS.unit} all={named((one) => one.unit)} onChoose={(unit) => change({ unit })} />
      <Choice
        label={DEPLOYMENTS.environment}
        all={named((one) => one.environment)}
        onChoose={(environment) => change({ environment })}
      />
      <Choice label={DEPLOYMENTS.phase} all={phases} onChoose={(phase) => change({ phase: phase as Phase | null })} />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: readonly (readonly [value: string, name: string])[];
  readonly onChoose: (value: string | null) => void;
}

const Choice = ({ label, all, onChoose }: ChoiceProps) => (
  <label className="field small">
    <span className="quiet">{label}</span>
    <select onChange={({ target }) => onChoose(target.value === '' ? null : target.value)}>
      <option value="">{DEPLOYMENTS.any}</option>
      {all.map(([value, name]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </select>
  </label>
);

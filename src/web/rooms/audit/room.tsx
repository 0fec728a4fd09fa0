import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AuditRequest } from '../../../api/audit.ts';
import { plane } from '../../data/plane.ts';
import { Skeleton } from '../../parts/asked.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import { ChainPanel } from './chain-panel.tsx';
import { EntryGrid } from './entry-grid.tsx';
import { Filters, NO_FILTER, type Wanted } from './filters.tsx';
import { AUDIT } from './words.ts';
import './audit.css';

const A_PAGE = 200;

const asked = (wanted: Wanted, cursor: number | null): AuditRequest => ({
  ...wanted,
  since: wanted.since === null ? null : new Date(`${wanted.since}T00:00`).toISOString(),
  deployment: null,
  limit: A_PAGE,
  cursor,
});

/** Everything that was recorded, and whether it is still as it was. */
export default function AuditRoom() {
  const [wanted, setWanted] = useState(NO_FILTER);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['audit', wanted],
    queryFn: ({ pageParam }) => plane.audit(asked(wanted, pageParam)),
    initialPageParam: null as number | null,
    getNextPageParam: ({ cursor }) => cursor,
    // Of what is added all the time, what was shown is old as soon as somebody comes again.
    staleTime: 0,
  });
  const entries = data?.pages.flatMap((page) => page.entries);
  const [newest] = data?.pages ?? [];
  const more = hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined;
  return (
    <>
      <header className="room-head">
        <div>
          <h1>{AUDIT.title}</h1>
          <p>{AUDIT.more}</p>
        </div>
      </header>
      {newest === undefined ? null : <ChainPanel audit={newest} onLook={() => void refetch()} />}
      <Filters wanted={wanted} onChange={setWanted} />
      {error === null ? null : <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {entries === undefined ? error === null ? <Skeleton bars={8} /> : null : null}
      {entries === undefined ? null : entries.length > 0 || hasNextPage ? (
        <EntryGrid entries={entries} onMore={more} isMoreComing={isFetchingNextPage} />
      ) : (
        <Empty title={AUDIT.empty}>{AUDIT.more}</Empty>
      )}
    </>
  );
}

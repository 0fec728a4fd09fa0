import { useState } from 'react';
import { Skeleton } from '../../parts/asked.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ProblemNotice } from '../../parts/notice.tsx';
import { ChainPanel } from './chain-panel.tsx';
import { EntryGrid } from './entry-grid.tsx';
import { Filters, NO_FILTER } from './filters.tsx';
import { useAudit } from './use-audit.ts';
import { AUDIT } from './words.ts';
import './audit.css';

/** Everything that was recorded, and whether it is still as it was. */
export default function AuditRoom() {
  const [wanted, setWanted] = useState(NO_FILTER);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAudit(wanted);
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

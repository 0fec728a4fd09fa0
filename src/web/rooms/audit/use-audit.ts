import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Audit, AuditRequest } from '../../../api/audit.ts';
import { plane } from '../../data/plane.ts';
import { recorded } from '../../data/recorded.ts';
import { useWatched } from '../../data/watched.ts';
import type { Wanted } from './filters.tsx';

const A_PAGE = 200;
/** Entries of a moment are asked for at once, in milliseconds. */
const MOMENT = 400;

const asked = (wanted: Wanted, cursor: number | null): AuditRequest => ({
  ...wanted,
  since: wanted.since === null ? null : new Date(`${wanted.since}T00:00`).toISOString(),
  deployment: null,
  limit: A_PAGE,
  cursor,
});

/** The journal from its newest entry on, older pages as they are asked for, and what is added as it comes. */
export function useAudit(wanted: Wanted) {
  const cache = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: ['audit', wanted],
    queryFn: ({ pageParam }) => plane.audit(asked(wanted, pageParam)),
    initialPageParam: null as number | null,
    getNextPageParam: ({ cursor }) => cursor,
    // Of what is added all the time, what was shown is old as soon as somebody comes again.
    staleTime: 0,
  });
  const to = useWatched(recorded);
  const shown = query.data?.pages[0]?.head.seq;
  const isBehind = shown !== undefined && to > shown;
  useEffect(() => {
    if (!isBehind || shown === undefined) return;
    const timer = setTimeout(async () => {
      const newest = await plane.audit(asked(wanted, null)).catch(() => null);
      if (newest === null) return;
      cache.setQueryData<InfiniteData<Audit, number | null>>(['audit', wanted], (data) => withNewest(data, newest));
    }, MOMENT);
    return () => clearTimeout(timer);
  }, [isBehind, shown, wanted, cache]);
  return query;
}

/** What was shown with what came since on top; all of it anew where more came than one page holds. */
function withNewest(data: InfiniteData<Audit, number | null> | undefined, newest: Audit) {
  const [first, ...older] = data?.pages ?? [];
  if (data === undefined || first === undefined) return data;
  const known = first.entries[0]?.seq ?? 0;
  const added = newest.entries.filter(({ seq }) => seq > known);
  const isGap = added.length > 0 && added.length === newest.entries.length && newest.cursor !== null && known > 0;
  if (isGap) return { pages: [newest], pageParams: [null] };
  const { head, chain } = newest;
  return { ...data, pages: [{ ...first, head, chain, entries: [...added, ...first.entries] }, ...older] };
}

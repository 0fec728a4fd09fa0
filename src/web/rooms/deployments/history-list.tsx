import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { HistoryRow } from '../../../api/history.ts';
import { PhaseBadge } from '../../parts/phase-badge.tsx';
import { Moment } from '../../parts/when.tsx';
import { DEPLOYMENTS } from './words.ts';

interface HistoryListProps {
  readonly rows: readonly HistoryRow[];
  /** Fetches the next page; undefined where there is none, or it is on its way. */
  readonly onMore: (() => void) | undefined;
}

/** A row for each deployment; only those near the window are drawn, and older ones come as they are scrolled to. */
export function HistoryList({ rows, onMore }: HistoryListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 73,
    overscan: 10,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const items = virtual.getVirtualItems();
  const isNearEnd = (items.at(-1)?.index ?? 0) >= rows.length - 10;
  useEffect(() => {
    if (isNearEnd) onMore?.();
  }, [isNearEnd, onMore]);
  return (
    <ul className="places long" ref={list} style={{ height: virtual.getTotalSize() }}>
      {items.map(({ key, index, start }) => {
        const row = rows[index];
        return row === undefined ? null : (
          <li
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            aria-setsize={-1}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start - top}px)` }}
          >
            <Row row={row} />
          </li>
        );
      })}
    </ul>
  );
}

const Row = ({ row }: { readonly row: HistoryRow }) => (
  <Link href={`/d/${row.id}`} className="past">
    <span className="place-name">
      <strong>{row.unit}</strong> <span className="quiet">{row.environment}</span>
    </span>
    <span className="figure">
      {row.version ?? '–'} <code className="small quiet">{row.commit.slice(0, 8)}</code>
    </span>
    <span className="place-phase">
      <PhaseBadge view={{ phase: row.phase, waiting: null }} />
    </span>
    <span className="small quiet past-who">
      {DEPLOYMENTS.by} {row.requester}
      {row.approvers.length === 0 ? null : `, ${DEPLOYMENTS.approvedBy} ${row.approvers.join(', ')}`}
      {row.problem === null ? null : ` · ${row.problem}`}
    </span>
    <span className="small quiet past-when">
      <Moment at={row.openedAt} />
    </span>
  </Link>
);

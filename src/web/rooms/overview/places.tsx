import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import type { DeploymentView } from '../../../api/view.ts';
import { PlaceRow } from './place-row.tsx';

/** A list this long is drawn only where it is looked at. */
const VIRTUAL_FROM = 200;

/** A row for each unit and environment. */
export const Places = ({ views }: { readonly views: readonly DeploymentView[] }) =>
  views.length > VIRTUAL_FROM ? (
    <LongList views={views} />
  ) : (
    <ul className="places">
      {views.map((view) => (
        <li key={view.id}>
          <PlaceRow view={view} />
        </li>
      ))}
    </ul>
  );

function LongList({ views }: { readonly views: readonly DeploymentView[] }) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: views.length,
    estimateSize: () => 65,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => views[index]?.id ?? index,
  });
  return (
    <ul className="places long" ref={list} style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ key, index, start }) => {
        const view = views[index];
        return view === undefined ? null : (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            aria-setsize={views.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start - top}px)` }}
          >
            <PlaceRow view={view} />
          </li>
        );
      })}
    </ul>
  );
}

import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { Link } from 'wouter';
import type { AuditEntry } from '../../../api/audit.ts';
import { whole } from '../../../api/shown/amount.ts';
import { AUDIT } from './words.ts';

interface EntryGridProps {
  readonly entries: readonly AuditEntry[];
  /** Fetches older ones; undefined where there are none, or they are on their way. */
  readonly onMore: (() => void) | undefined;
  readonly isMoreComing: boolean;
}

/** The height of a row, in pixels. */
const ROW = 41;

const COLUMNS = [AUDIT.seq, AUDIT.time, AUDIT.what, AUDIT.about, AUDIT.by, AUDIT.proof, AUDIT.hash];

/** Entries in rows; only those in sight are drawn, and older ones come as they are scrolled to. */
export function EntryGrid({ entries, onMore, isMoreComing }: EntryGridProps) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12,
    getItemKey: (index) => entries[index]?.seq ?? index,
  });
  const items = virtual.getVirtualItems();
  const isNearEnd = (items.at(-1)?.index ?? 0) >= entries.length - 30;
  useEffect(() => {
    if (isNearEnd) onMore?.();
  }, [isNearEnd, onMore]);
  useStay(box, entries);
  return (
    <div className="panel audit">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section className="audit-box" ref={box} tabIndex={0} aria-label={AUDIT.list}>
        <table className="audit-table" aria-rowcount={-1}>
          <thead>
            <tr className="audit-row">
              {COLUMNS.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody style={{ height: virtual.getTotalSize() }}>
            {items.map(({ key, index, start }) => {
              const entry = entries[index];
              return entry === undefined ? null : (
                <tr
                  key={key}
                  className="audit-row"
                  aria-rowindex={index + 2}
                  data-index={index}
                  ref={virtual.measureElement}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <Cells entry={entry} />
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      <p className="small quiet audit-foot" role="status">
        {isMoreComing ? AUDIT.loadingMore : null}
      </p>
    </div>
  );
}

/** What somebody reads stays where it is when newer entries come in above it. */
function useStay(box: RefObject<HTMLDivElement | null>, entries: readonly AuditEntry[]): void {
  const top = entries[0]?.seq;
  const before = useRef(top);
  useLayoutEffect(() => {
    const added = entries.findIndex(({ seq }) => seq === before.current);
    if (box.current !== null && box.current.scrollTop > 0 && added > 0) box.current.scrollTop += added * ROW;
    before.current = top;
  }, [top, box, entries]);
}

const TIME = new Intl.DateTimeFormat('en-GB', {
  ...{ year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  timeZoneName: 'short',
});

const Cells = ({ entry }: { readonly entry: AuditEntry }) => (
  <>
    <td className="figure quiet">{whole(entry.seq)}</td>
    <td className="figure">
      <time dateTime={entry.time}>{TIME.format(new Date(entry.time))}</time>
    </td>
    <td>
      <strong>{entry.type}</strong>
    </td>
    <td>
      <About about={entry.about} />
    </td>
    <td>{entry.principal}</td>
    <td className="quiet">{AUDIT.proofs[entry.proof]}</td>
    <td>
      <code className="small quiet" title={entry.hash}>
        {entry.hash.slice('sha256:'.length, 'sha256:'.length + 10)}
      </code>
    </td>
  </>
);

function About({ about: { kind, id, unit, environment } }: Pick<AuditEntry, 'about'>) {
  if (kind === 'control-plane') return <span className="quiet">{AUDIT.itself}</span>;
  const place = unit === null ? '' : `${unit} ${environment ?? ''}`;
  if (kind === 'environment') return <Link href={`/e/${unit ?? ''}/${environment ?? ''}`}>{place}</Link>;
  return (
    <>
      <Link href={`/d/${encodeURIComponent(id)}/events`} title={id}>
        {place === '' ? id : place}
      </Link>{' '}
      <code className="quiet small">{id.slice(-7)}</code>
      {kind === 'statement' ? <span className="quiet small"> · {AUDIT.statement}</span> : null}
    </>
  );
}

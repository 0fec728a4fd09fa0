import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { HistoryRow } from '../../../api/history.ts';
import type { IncidentReport } from '../../../report/incident/model.ts';
import { ASKED } from '../../data/queries.ts';
import { Asked } from '../../parts/asked.tsx';
import { Badge } from '../../parts/sign.tsx';
import { Moment } from '../../parts/when.tsx';
import { Lines } from './lines.tsx';
import { INCIDENTS } from './words.ts';

interface IncidentCardProps {
  readonly row: HistoryRow;
  /** Not explained yet: its draft is open from the beginning. */
  readonly isOpen: boolean;
}

/** One rollback: its cause as it was seen, and the draft of its document. */
export function IncidentCard({ row, isOpen }: IncidentCardProps) {
  const [isRead, setRead] = useState(false);
  const { id, unit, environment, version, phase, problem, openedAt } = row;
  return (
    <article className="panel stack incident">
      <header className="row spread">
        <h3>
          {unit} <span className="figure">{version ?? ''}</span> <span className="quiet">{environment}</span>
        </h3>
        <Standing phase={phase} />
      </header>
      {problem === null ? null : <p className="incident-cause">{problem}</p>}
      <p className="small quiet">
        <Link href={`/d/${id}`}>{id}</Link> · {INCIDENTS.begun} <Moment at={openedAt} />
      </p>
      {isOpen && phase === 'rolled-back' ? (
        <div className="notice doubt">
          <p>{INCIDENTS.toClose}</p>
          <pre>plimsoll decide {id} close --root-cause TEXT</pre>
        </div>
      ) : null}
      <details onToggle={({ currentTarget }) => setRead(currentTarget.open)}>
        <summary>{INCIDENTS.draft}</summary>
        {isRead ? <Draft id={id} /> : null}
      </details>
    </article>
  );
}

function Standing({ phase }: Pick<HistoryRow, 'phase'>) {
  switch (phase) {
    case 'rollback-failed':
      return <Badge of="fail">{INCIDENTS.failed}</Badge>;
    case 'rolling-back':
      return <Badge of="now">{INCIDENTS.goingBack}</Badge>;
    case 'rolled-back':
      return <Badge of="hold">{INCIDENTS.waits}</Badge>;
    default:
      return <Badge of="pass">{INCIDENTS.closed}</Badge>;
  }
}

const Draft = ({ id }: { readonly id: string }) => (
  <Asked query={useQuery(ASKED.report(id, 'incident'))} bars={2}>
    {({ model }) => <Document id={id} report={model as IncidentReport} />}
  </Asked>
);

function Document({ id, report }: { readonly id: string; readonly report: IncidentReport }) {
  const { summary, rollback, impact, rootCause } = report;
  return (
    <div className="stack incident-draft">
      <Lines name={INCIDENTS.what} lines={summary} />
      <Lines name={INCIDENTS.rollback} lines={rollback} />
      <Lines name={INCIDENTS.impact} lines={impact} />
      {rootCause === null ? null : <Lines name={INCIDENTS.rootCause} lines={[[{ foreign: rootCause }]]} />}
      <Link href={`/d/${id}/reports`}>{INCIDENTS.read}</Link>
    </div>
  );
}

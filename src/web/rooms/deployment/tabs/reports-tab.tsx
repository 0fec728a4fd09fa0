import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReportKind } from '../../../../report/report.ts';
import { ASKED } from '../../../data/queries.ts';
import { Asked } from '../../../parts/asked.tsx';
import { DEPLOYMENT } from '../words.ts';
import type { TabProps } from './tab.ts';

/** The reports of a deployment, as text: the same bytes that the command line prints. */
export function ReportsTab({ followed: { view } }: TabProps) {
  const [kind, setKind] = useState<ReportKind>('staging');
  const report = useQuery(ASKED.report(view.id, kind));
  return (
    <section className="panel stack">
      <div className="themes kinds">
        {Object.entries(DEPLOYMENT.reports).map(([one, name]) => (
          <label key={one}>
            <input type="radio" name="report" checked={kind === one} onChange={() => setKind(one as ReportKind)} />
            {name}
          </label>
        ))}
      </div>
      <Asked query={report}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
        {({ markdown }) => <pre tabIndex={0}>{markdown}</pre>}
      </Asked>
    </section>
  );
}

import { useQuery } from '@tanstack/react-query';
import { ASKED } from '../../../data/queries.ts';
import { Asked } from '../../../parts/asked.tsx';
import { Empty } from '../../../parts/empty.tsx';
import { DEPLOYMENT } from '../words.ts';
import type { TabProps } from './tab.ts';

/** What its instances and checks printed last. */
export function LogsTab({ followed: { view } }: TabProps) {
  const logs = useQuery({ ...ASKED.logs(view.id), staleTime: 0 });
  return (
    <Asked query={logs}>
      {({ parts, telling }) =>
        parts.length === 0 ? (
          <Empty title={DEPLOYMENT.noLogs}>{DEPLOYMENT.noLogsMore}</Empty>
        ) : (
          parts.map(({ name, lines }, index) => (
            <section key={name} className={`panel stack ${index === telling ? 'telling' : ''}`}>
              <h2>{name}</h2>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
              <pre className="log" tabIndex={0}>
                {lines.join('\n')}
              </pre>
            </section>
          ))
        )
      }
    </Asked>
  );
}

import { Link, useParams } from 'wouter';
import { useDeployment } from '../../data/deployment.ts';
import { useToldOnce } from '../../data/told-once.ts';
import { Asked } from '../../parts/asked.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Nowhere } from '../../shell/nowhere.tsx';
import { Acts } from './acts.tsx';
import { ConsentLink } from './consent-link.tsx';
import { Facts } from './facts.tsx';
import { Head } from './head.tsx';
import { RollbackPanel } from './rollback-panel.tsx';
import { EventsTab } from './tabs/events-tab.tsx';
import { EvidenceTab } from './tabs/evidence-tab.tsx';
import { LiveTab } from './tabs/live-tab.tsx';
import { LogsTab } from './tabs/logs-tab.tsx';
import { PlanTab } from './tabs/plan-tab.tsx';
import { ReportsTab } from './tabs/reports-tab.tsx';
import { Timeline } from './timeline.tsx';
import { WaitingPanel } from './waiting-panel.tsx';
import { DEPLOYMENT } from './words.ts';
import './deployment.css';

const TABS = {
  live: LiveTab,
  plan: PlanTab,
  evidence: EvidenceTab,
  logs: LogsTab,
  events: EventsTab,
  reports: ReportsTab,
} as const;
type TabName = keyof typeof TABS;

/** One deployment: how far it is, whether it is well, and what can be done. */
export default function DeploymentRoom() {
  const { id = '', tab = 'live' } = useParams<{ id: string; tab?: string }>();
  const { followed, query } = useDeployment(id);
  const told = useToldOnce();
  if (!Object.hasOwn(TABS, tab)) return <Nowhere />;
  if (followed === undefined) return <Asked query={query}>{() => null}</Asked>;
  const { view } = followed;
  const Tab = TABS[tab as TabName];
  return (
    <>
      <div role="status" id="told">
        {told === null ? null : <Notice kind="good">{told}</Notice>}
      </div>
      <Head view={view} />
      <WaitingPanel view={view} />
      <RollbackPanel view={view} />
      <Timeline followed={followed} />
      <div className="deployment">
        <div className="stack">
          <nav className="tabs" aria-label={DEPLOYMENT.tabList}>
            {(Object.keys(TABS) as TabName[]).map((name) => (
              <Link
                key={name}
                href={name === 'live' ? `/d/${id}` : `/d/${id}/${name}`}
                aria-current={name === tab ? 'page' : undefined}
              >
                {DEPLOYMENT.tabs[name]}
              </Link>
            ))}
          </nav>
          <Tab followed={followed} />
        </div>
        <aside className="deployment-rail">
          <Acts view={view} />
          <ConsentLink view={view} />
          <Facts view={view} />
        </aside>
      </div>
    </>
  );
}

import { whole } from '../../../api/shown/amount.ts';
import type { DeploymentView } from '../../../api/view.ts';
import type { Traffic } from '../../../core/deployment/traffic.ts';
import { DEPLOYMENT } from './words.ts';

interface TrafficBarProps {
  readonly view: DeploymentView;
  readonly traffic: Traffic;
}

/** Where users' requests go: as it is set, and as it was counted. */
export function TrafficBar({ view: { live, release, replaces }, traffic }: TrafficBarProps) {
  if (traffic.kind === 'out-of-service') return <p className="bad">{DEPLOYMENT.outOfServiceNow}</p>;
  const share = traffic.candidate / 10;
  return (
    <div className="traffic">
      <div className="row spread">
        <h2>{DEPLOYMENT.traffic}</h2>
      </div>
      <div className="traffic-track" aria-hidden="true">
        <span style={{ width: `${share}%` }} />
      </div>
      <div className="row spread small">
        <span>
          <strong className="traffic-candidate figure">{share} %</strong> {DEPLOYMENT.toCandidate} {release?.version}
          {live === null ? null : (
            <span className="quiet figure"> · {DEPLOYMENT.requests(whole(live.candidate.requests))}</span>
          )}
        </span>
        <span>
          <strong className="figure">{Number((100 - share).toFixed(1))} %</strong> {DEPLOYMENT.toStable} {replaces}
          {live === null ? null : (
            <span className="quiet figure"> · {DEPLOYMENT.requests(whole(live.stable.requests))}</span>
          )}
        </span>
      </div>
    </div>
  );
}

import type { DeploymentView } from '../../../api/view.ts';
import { PhaseBadge } from '../../parts/phase-badge.tsx';
import { Lasted } from '../../parts/when.tsx';
import { DEPLOYMENT } from './words.ts';

/** What this deployment is, in one line each: from which version to which, how it stands, who asked. */
export function Head({ view }: { readonly view: DeploymentView }) {
  const { unit, environment, replaces, restores, release, id, signal, openedAt, endedAt } = view;
  const version = restores ?? release?.version;
  return (
    <header className="deployment-head">
      <p className="small quiet">
        {environment} · <code>{id}</code>
      </p>
      <h1>
        {unit}{' '}
        {version === undefined ? null : (
          <span className="versions">
            {replaces === null || replaces === version ? null : <span className="quiet">{replaces} → </span>}
            {version}
          </span>
        )}
      </h1>
      <p className="row">
        <PhaseBadge view={view} />
        {signal === null ? null : <code className="small quiet">{signal}</code>}
        <span className="small quiet">
          {endedAt === null ? DEPLOYMENT.runningFor : DEPLOYMENT.took} <Lasted from={openedAt} to={endedAt} />
        </span>
      </p>
    </header>
  );
}

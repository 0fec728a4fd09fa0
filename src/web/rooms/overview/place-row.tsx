import { memo } from 'react';
import { Link } from 'wouter';
import type { DeploymentView } from '../../../api/view.ts';
import { PhaseBadge } from '../../parts/phase-badge.tsx';
import { Ago, Left } from '../../parts/when.tsx';
import { waitingPlainly } from '../../parts/why-waiting.tsx';
import { OVERVIEW } from './words.ts';

/** One unit in one environment: what is there, how far it is, and what it waits for. */
export const PlaceRow = memo(({ view }: { readonly view: DeploymentView }) => (
  <Link href={`/d/${view.id}`} className="place">
    <span className="place-name">
      <strong>{view.unit}</strong> <span className="quiet">{view.environment}</span>
    </span>
    <span className="place-version figure">
      {view.replaces === null || view.over ? null : <span className="quiet">{view.replaces} → </span>}
      {view.release?.version ?? '–'}
    </span>
    <span className="place-phase">
      <PhaseBadge view={view} />
    </span>
    <span className="place-detail small quiet">
      <Detail view={view} />
    </span>
    <span className="place-age small quiet">
      <Ago at={view.endedAt ?? view.openedAt} />
    </span>
  </Link>
));

function Detail({ view }: { readonly view: DeploymentView }) {
  const { stage, waiting, problem, over } = view;
  if (waiting !== null) return waitingPlainly(waiting);
  if (stage !== null && !over) {
    return (
      <>
        {stage.weight} {stage.of > 1 ? `· ${OVERVIEW.stage(Math.min(stage.index + 1, stage.of), stage.of)}` : null}
        {stage.until === null ? null : (
          <>
            {' '}
            · <Left until={stage.until} /> {OVERVIEW.left}
          </>
        )}
      </>
    );
  }
  return problem ?? '';
}

import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { NO_STORY, type Story, tell } from '../../api/shown/passage.ts';
import { type DeploymentView, viewOf } from '../../api/view.ts';
import type { Instant } from '../../core/kernel/instant.ts';
import type { Principal } from '../../core/principal/principal.ts';
import { nowThere } from './clock.ts';
import { type Folded, foldedOf } from './folded.ts';
import { useIsLive } from './freshness.ts';
import { ASKED } from './queries.ts';

/** Between two looks at what is measured, in milliseconds; events tell the rest at once. */
const LOOK_EVERY = 5_000;

/** A deployment as it is now, and its life so far. */
export interface Followed {
  readonly view: DeploymentView;
  readonly story: Story;
  readonly folded: Folded | undefined;
}

/**
 * A deployment, followed. What is known is what the control plane answered last; events that came since are folded onto it here,
 * by the very rules of the core, so that the page is never behind by an answer.
 */
export function useDeployment(id: string): {
  readonly followed: Followed | undefined;
  readonly query: UseQueryResult<DeploymentView>;
} {
  const isLive = useIsLive();
  const query = useQuery({
    ...ASKED.deployment(id),
    refetchInterval: ({ state }) => (isLive && isMeasured(state.data) ? LOOK_EVERY : false),
  });
  const { data: folded } = useQuery(foldedOf(id));
  const { data: who } = useQuery(ASKED.whoami);
  const answered = query.data;
  const followed = useMemo(() => {
    if (answered === undefined) return undefined;
    const story = (folded?.lines ?? []).reduce(tell, NO_STORY);
    return { view: newest(answered, folded, who?.principal), story, folded };
  }, [answered, folded, who]);
  return { followed, query };
}

const isMeasured = (view: DeploymentView | undefined): boolean =>
  view !== undefined && (view.phase === 'rolling-out' || view.phase === 'baking');

function newest(answered: DeploymentView, folded: Folded | undefined, who: string | undefined): DeploymentView {
  if (folded === undefined || folded.cannot || folded.state === null || folded.version <= answered.version)
    return answered;
  const isSamePhase = folded.state.phase === answered.phase;
  const live = isSamePhase ? answered.live : null;
  return viewOf(folded.state, folded.version, principalOf(who), nowThere() as Instant, live);
}

/** Who looks, as the rules of the core take it; an agent's owner changes nothing of what is shown. */
function principalOf(text = 'local:unknown'): Principal {
  const colon = text.indexOf(':');
  const [kind, name] = [text.slice(0, colon), text.slice(colon + 1)];
  switch (kind) {
    case 'person':
    case 'local':
    case 'ci':
      return { kind, name };
    case 'agent':
      return { kind, name, owner: '' };
    default:
      return { kind: 'local', name };
  }
}

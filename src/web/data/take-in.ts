import { ProblemError } from '../../api/problem.ts';
import type { StreamedEvent } from '../../api/streamed.ts';
import type { DeploymentView } from '../../api/view.ts';
import { cache } from './cache.ts';
import { foldIn } from './folded.ts';
import { ASKED } from './queries.ts';

/** Several events of a moment are one question. */
const MOMENT = 150;

const changed = new Set<string>();
let asking: ReturnType<typeof setTimeout> | undefined;

/** Takes in one event: what is folded from events goes on at once, what is asked of the control plane is asked anew. */
export function takeIn(event: StreamedEvent): void {
  const { deployment, unit, environment } = event;
  void cache.invalidateQueries({ queryKey: ['environment', unit, environment] });
  void cache.invalidateQueries({ queryKey: ['environments'] });
  if (deployment === null) void cache.invalidateQueries({ queryKey: ['policies'] });
  if (deployment === null) return;
  foldIn(deployment, event);
  changed.add(deployment);
  if (asking === undefined) asking = setTimeout(askAnew, MOMENT);
}

/**
 * Asks for everything that is shown, after a gap or a lost line. Resolves when it is all there, and rejects where the control plane
 * did not answer; one question that it refuses is shown where it is asked, and makes nothing else stale.
 */
export async function takeInEverything(): Promise<void> {
  await cache.invalidateQueries();
  const unanswered = cache
    .getQueryCache()
    .findAll({ type: 'active' })
    .map(({ state }) => state.error)
    .find((error) => error instanceof ProblemError && UNANSWERED.includes(error.kind));
  if (unanswered !== undefined) throw unanswered;
}

const UNANSWERED: readonly ProblemError['kind'][] = ['unavailable', 'not-signed-in'];

async function askAnew(): Promise<void> {
  asking = undefined;
  const ids = [...changed];
  changed.clear();
  void cache.invalidateQueries({ queryKey: ['history'] });
  for (const id of ids) {
    void cache.invalidateQueries({ queryKey: ['evidence', id] });
    void cache.invalidateQueries({ queryKey: ['sheet', id] });
    void cache.invalidateQueries({ queryKey: ['report', id] });
    void cache.invalidateQueries({ queryKey: ['glass', id] });
    await cache
      .fetchQuery({ ...ASKED.deployment(id), staleTime: 0 })
      .then(putIntoCurrent)
      .catch(() => undefined);
  }
}

/** Puts a deployment into the list of current ones, in the place of its unit and environment. */
function putIntoCurrent(view: DeploymentView): void {
  cache.setQueryData<readonly DeploymentView[]>(ASKED.current.queryKey, (all) => {
    if (all === undefined) return undefined;
    const isSamePlace = (one: DeploymentView): boolean =>
      one.unit === view.unit && one.environment === view.environment;
    const known = all.find(isSamePlace);
    if (known === undefined) return [view, ...all];
    // Of those under way the newest stands there, else the newest of all.
    const isOutranked = known.id !== view.id && (view.over || (!known.over && known.openedAt > view.openedAt));
    if (isOutranked) return all;
    return all.map((one) => (isSamePlace(one) ? view : one));
  });
}

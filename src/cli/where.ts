import type { DeploymentView } from '../api/view.ts';
import { nextFor } from './next.ts';
import type { Outcome } from './outcome.ts';

/** What `status` came to, without its text for people. */
export type Where = Omit<Outcome, 'text'>;

/** Where one deployment is. */
export const whereOf = (view: DeploymentView): Where => ({ exit: 0, data: view, view, next: nextFor(view) });

/** Where each of several deployments is. */
export function whereAll(views: readonly DeploymentView[]): Where {
  const underWay = views.filter((view) => !view.over);
  const next =
    views.length === 0
      ? [{ command: 'plimsoll deploy', why: 'nothing was deployed here yet' }]
      : underWay.map(({ id }) => ({ command: `plimsoll status ${id}`, why: 'what it does' }));
  return { exit: 0, data: { deployments: views }, next };
}

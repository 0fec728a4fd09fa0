import type { ControlPlane } from '../api/control-plane.ts';
import { ProblemError } from '../api/problem.ts';
import type { DeploymentView } from '../api/view.ts';
import type { Doing } from './command.ts';
import type { Invocation } from './invocation.ts';

type Named = Pick<Invocation, 'unit' | 'environment'>;

/** Whether a deployment is of the unit and environment that were named; what was not named is any. */
export const isMeant = ({ unit, environment }: Named, view: Pick<DeploymentView, 'unit' | 'environment'>): boolean =>
  (unit === null || view.unit === unit) && (environment === null || view.environment === environment);

/** The newest deployment that something still happens to, for commands that were given no id. */
export async function newestInFlight(plane: ControlPlane, named: Named): Promise<DeploymentView> {
  const views = (await plane.list()).filter((view) => isMeant(named, view));
  const found = views.find((view) => !view.over && view.phase !== 'rolled-back');
  if (found !== undefined) return found;
  const [newest] = views;
  throw new ProblemError('usage', [
    {
      code: 'no-such-deployment',
      message: 'No deployment is under way',
      remedy:
        newest === undefined ? 'Begin one: plimsoll deploy' : `Look at the last one: plimsoll status ${newest.id}`,
    },
  ]);
}

/** The id that was given, else that of the newest deployment under way. */
export const idOrNewest = async (doing: Doing, id: string | undefined): Promise<string> =>
  id ?? (await newestInFlight(await doing.plane(), doing.invocation)).id;

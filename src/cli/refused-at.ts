import type { ControlPlane } from '../api/control-plane.ts';
import { ProblemError } from '../api/problem.ts';
import { exitOfProblem } from './exit.ts';
import { nextFor, type Outcome } from './outcome.ts';

/** What a request came to that was not granted, with where the deployment stands: that is mostly why. */
export async function refusedAt(plane: ControlPlane, id: string, error: unknown): Promise<Outcome> {
  if (!(error instanceof ProblemError) || (error.kind !== 'refused' && error.kind !== 'not-allowed')) throw error;
  const view = await plane.get(id).catch(() => undefined);
  const known = view === undefined ? {} : { view, next: nextFor(view) };
  return { exit: exitOfProblem(error), text: '', data: view ?? {}, errors: error.problems, ...known };
}

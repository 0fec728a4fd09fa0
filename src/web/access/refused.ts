import { ProblemError } from '../../api/problem.ts';

/** A problem that the page itself finds, in the shape of the control plane's own. */
export const refusedHere = (code: string, message: string, remedy: string): ProblemError =>
  new ProblemError('refused', [{ code, message, remedy }]);

import type { DeploymentEvent } from '../event.ts';

/** The try after a failed one. */
export function nextAttempt(
  attempt: { readonly n: number },
  event: Extract<DeploymentEvent, { type: 'EffectFailed' }>,
): { n: number; notBefore: typeof event.retryAt; lastProblem: string } {
  return { n: attempt.n + 1, notBefore: event.retryAt, lastProblem: event.problem };
}

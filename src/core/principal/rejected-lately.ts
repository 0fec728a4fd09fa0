import { formatDuration } from '../kernel/duration.ts';
import { between, type Instant, later } from '../kernel/instant.ts';
import { type Refusal, refuse } from '../kernel/refusal.ts';
import { type AgentBudget, WIDEST } from './agent-budget.ts';

/** A release that a person rejected, by the digests of its artifacts. */
export interface Rejected {
  readonly digests: readonly string[];
  readonly at: Instant;
}

/** Why what was built for an agent is not asked for again yet: a person said no to these very bytes. Null when nobody did. */
export function refuseRejected(
  rejected: readonly Rejected[],
  digests: readonly string[],
  at: Instant,
  { waitAfterReject }: AgentBudget = WIDEST,
): Refusal | null {
  const same = rejected.find((one) => digests.every((digest) => one.digests.includes(digest)));
  if (same === undefined) return null;
  const left = between(at, later(same.at, waitAfterReject));
  if (left <= 0) return null;
  const message = `A person rejected these very artifacts ${formatDuration(between(same.at, at))} ago`;
  return refuse('rejected-lately', message, `Wait ${formatDuration(left)}, or change what they rejected`);
}

import type { Opening } from '../core/deployment/opening.ts';
import { type Deployment, isTerminal } from '../core/deployment/state.ts';
import { hours } from '../core/kernel/duration.ts';
import { between, type Instant } from '../core/kernel/instant.ts';
import type { Refusal } from '../core/kernel/refusal.ts';
import { ALL } from '../core/kernel/weight.ts';
import { type AgentBudget, WIDEST } from '../core/principal/agent-budget.ts';
import { principalText } from '../core/principal/principal.ts';
import type { Rejected } from '../core/principal/rejected-lately.ts';
import { refuseOpening, type Usage } from '../core/principal/spend-budget.ts';
import { digestsOf } from '../core/unit/release.ts';
import type { ServiceParts } from './parts.ts';

const DAY = hours(24);

/** Why an agent may not open this deployment now, by what the journal says of its earlier ones; null for anybody else. */
export function refuseAgentOpening({ store }: Pick<ServiceParts, 'store'>, opening: Opening): Refusal | null {
  if (opening.requester.kind !== 'agent') return null;
  const { spec, environment, staging, reason, ticket = '', openedAt: at } = opening;
  const budget = spec.agents ?? WIDEST;
  const deployments = store.all().map(({ state }) => state);
  return refuseOpening(budget, usageOf(opening, deployments), {
    environments: [environment, staging],
    // Every way to production ends with all of its traffic.
    highestWeight: ALL,
    texts: [reason, ticket],
    minuteOfDay: minuteOf(budget, at),
    at,
  });
}

/** The releases that people rejected lately: what is built for an agent must be none of them. */
export function rejectedBefore({ store }: Pick<ServiceParts, 'store'>, opening: Opening): readonly Rejected[] {
  const { waitAfterReject } = opening.spec.agents ?? WIDEST;
  return store.all().flatMap(({ state }) => {
    if (state.phase !== 'rejected' || state.release === null || !isSamePlace(state, opening)) return [];
    if (between(state.endedAt, opening.openedAt) >= waitAfterReject) return [];
    return [{ digests: digestsOf(state.release), at: state.endedAt }];
  });
}

function usageOf(opening: Opening, deployments: readonly Deployment[]): Usage {
  const { openedAt: at, spec, intent } = opening;
  const agent = principalText(opening.requester);
  const own = deployments.filter((one) => principalText(one.opening.requester) === agent);
  const rejected = deployments.find(
    (one) =>
      one.phase === 'rejected' &&
      isSamePlace(one, opening) &&
      one.opening.intent.commit === intent.commit &&
      intent.dirtyPaths.length === 0,
  );
  return {
    openedAt: own.map((one) => one.opening.openedAt).filter((then) => between(then, at) < DAY),
    activeOfUnit: own.filter((one) => one.opening.spec.name === spec.name && !isTerminal(one.phase)).length,
    openRequests: own.filter((one) => one.phase === 'awaiting-approval').length,
    rejectedAt: rejected?.phase === 'rejected' ? rejected.endedAt : null,
  };
}

const isSamePlace = (one: Deployment, { spec, environment }: Opening): boolean =>
  one.opening.spec.name === spec.name && one.opening.environment === environment;

/** Minutes since midnight, where the agents' hours are counted. */
function minuteOf({ hours: part }: AgentBudget, at: Instant): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: part?.zone ?? 'UTC',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const read = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return read('hour') * 60 + read('minute');
}

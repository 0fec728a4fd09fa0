import { formatDuration } from '../core/kernel/duration.ts';
import type { AgentBudget } from '../core/principal/agent-budget.ts';
import { dayTimeText } from './values/day-part.ts';
import type { View } from './view.ts';

/** What agents may ask for, in the words of the file. */
export const agentsView = (budget: AgentBudget): Record<string, View> => ({
  deployments_per_day: budget.deploymentsPerDay,
  changes_per_minute: budget.changesPerMinute,
  reads_per_minute: budget.readsPerMinute,
  open_requests: budget.openRequests,
  text_bytes: budget.textBytes,
  max_weight: `${budget.maxWeight / 10}%`,
  hours: budget.hours === null ? 'any' : `${dayTimeText(budget.hours.from)}-${dayTimeText(budget.hours.to)}`,
  timezone: budget.hours?.zone ?? 'UTC',
  ...(budget.environments === null ? {} : { environments: budget.environments }),
  wait_after_reject: formatDuration(budget.waitAfterReject),
});

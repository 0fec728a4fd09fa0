import { type AgentBudget, WIDEST } from '../../core/principal/agent-budget.ts';
import type { Config } from '../schema.ts';

/** The budget of agents that a file writes down. */
export function agentBudget(block: NonNullable<Config['agents']>): AgentBudget {
  const { hours, timezone: zone, environments } = block;
  return {
    changesPerMinute: block.changes_per_minute,
    readsPerMinute: block.reads_per_minute,
    deploymentsPerDay: block.deployments_per_day,
    activePerUnit: WIDEST.activePerUnit,
    openRequests: block.open_requests,
    textBytes: block.text_bytes,
    maxWeight: block.max_weight,
    hours: hours === null ? null : { ...hours, zone },
    environments: environments ?? null,
    waitAfterReject: block.wait_after_reject,
  };
}

import { minutes } from '../core/kernel/duration.ts';
import { isRefusal, type Refusal } from '../core/kernel/refusal.ts';
import type { AgentBudget } from '../core/principal/agent-budget.ts';
import { type Cost, refuseRate } from '../core/principal/spend-budget.ts';
import type { Clock } from '../ports/clock.ts';

const MINUTE = minutes(1);

/** What each agent asked for in the last minute. In memory alone: a restart gives everybody a new minute, and no more. */
export class Rates {
  readonly #spent = new Map<string, number[]>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Spends one of what an agent has in a minute, or says that nothing is left. */
  spend(agent: string, cost: Cost, budget: AgentBudget): Refusal | null {
    const now = this.#clock.steady();
    const key = `${agent} ${cost}`;
    const recent = (this.#spent.get(key) ?? []).filter((at) => at > now - MINUTE);
    const refusal = refuseRate(cost, recent.length, budget);
    if (!isRefusal(refusal) && cost !== 'free') recent.push(now);
    this.#spent.set(key, recent);
    return refusal;
  }
}

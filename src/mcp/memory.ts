import type { OpenRequest } from '../api/control-plane.ts';
import { ProblemError } from '../api/problem.ts';

/** A plan that was made here: what was asked for, and the file that names it to the byte. */
export interface KeptPlan {
  readonly request: OpenRequest;
  readonly file: string;
}

/** So many plans and keys are kept; the oldest are forgotten. */
const MOST = 64;

/** What one agent planned and started through this door. A restart forgets it; then the record decides what is the same. */
export class Memory {
  readonly #plans = new Map<string, KeptPlan>();
  readonly #started = new Map<string, { readonly plan: string; readonly id: Promise<string> }>();

  keepPlan(digest: string, plan: KeptPlan): void {
    keep(this.#plans, digest, plan, MOST);
  }

  plan(digest: string): KeptPlan | undefined {
    return this.#plans.get(digest);
  }

  /** Starts a plan once for each key; what failed may be tried again under the same key. */
  once(key: string, plan: string, start: () => Promise<string>): Promise<string> {
    const before = this.#started.get(key);
    if (before !== undefined && before.plan !== plan) throw keyUsed(key);
    if (before !== undefined) return before.id;
    const id = start();
    keep(this.#started, key, { plan, id }, MOST);
    id.catch(() => this.#started.delete(key));
    return id;
  }
}

/** So many agents are remembered where each message comes by itself; whoever was away longest is forgotten. */
const MOST_AGENTS = 256;

/** What each of several agents planned and started, by who they are. */
export class Memories {
  readonly #of = new Map<string, Memory>();

  of(agent: string): Memory {
    const memory = this.#of.get(agent) ?? new Memory();
    this.#of.delete(agent);
    keep(this.#of, agent, memory, MOST_AGENTS);
    return memory;
  }
}

function keyUsed(key: string): ProblemError {
  const message = `The key ${key} began another plan already`;
  return new ProblemError('usage', [{ code: 'key-used', message, remedy: 'Use a key of its own for each plan' }]);
}

function keep<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > most && !oldest.done) map.delete(oldest.value);
}

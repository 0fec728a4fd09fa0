import type { ControlPlane, OpenRequest } from '../api/control-plane.ts';
import { ProblemError } from '../api/problem.ts';
import type { DeploymentView } from '../api/view.ts';
import type { ToolName } from '../core/authorisation/tool-table.ts';
import type { Surroundings } from './surroundings.ts';

/** A plan that was made here: what was asked for, and the file that names it to the byte. */
export interface KeptPlan {
  readonly request: OpenRequest;
  readonly file: string;
}

/** So many plans and keys are kept; the oldest are forgotten. */
const MOST = 64;

/** What the tools of one connection share: the way to the control plane, and what was planned and started by it. */
export class Desk {
  readonly around: Surroundings;
  readonly #plans = new Map<string, KeptPlan>();
  readonly #started = new Map<string, { readonly plan: string; readonly id: Promise<string> }>();

  constructor(around: Surroundings) {
    this.around = around;
  }

  plane(): Promise<ControlPlane> {
    return this.around.plane();
  }

  keepPlan(digest: string, plan: KeptPlan): void {
    keep(this.#plans, digest, plan);
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
    keep(this.#started, key, { plan, id });
    id.catch(() => this.#started.delete(key));
    return id;
  }

  /** Refuses to touch a deployment that somebody else began, where this door is not open so far. */
  async refuseOthers(tool: ToolName, view: DeploymentView): Promise<void> {
    const { row, holds, set } = this.around;
    const needed = row(tool)?.forOthers;
    if (needed === undefined || holds(set, needed)) return;
    const { principal } = await (await this.plane()).whoami();
    if (principal === view.requester) return;
    const message = `${view.id} was begun by ${view.requester}, and these tools are for what ${principal} began`;
    const remedy = `A person opens the door wider: plimsoll mcp --tools ${needed} · or does it: plimsoll status ${view.id}`;
    throw new ProblemError('not-allowed', [{ code: 'not-your-deployment', message, remedy }]);
  }
}

function keyUsed(key: string): ProblemError {
  const message = `The key ${key} began another plan already`;
  return new ProblemError('usage', [{ code: 'key-used', message, remedy: 'Use a key of its own for each plan' }]);
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > MOST && !oldest.done) map.delete(oldest.value);
}

import type { ControlPlane } from '../api/control-plane.ts';
import { ProblemError } from '../api/problem.ts';
import type { DeploymentView } from '../api/view.ts';
import type { ToolName } from '../core/authorisation/tool-table.ts';
import type { Memory } from './memory.ts';
import type { Surroundings } from './surroundings.ts';

/** What the tools of one agent share: the way to the control plane, and what was planned and started by it. */
export class Desk {
  readonly around: Surroundings;
  readonly memory: Memory;

  constructor(around: Surroundings, memory: Memory) {
    this.around = around;
    this.memory = memory;
  }

  plane(): Promise<ControlPlane> {
    return this.around.plane();
  }

  /**
   * Refuses to touch a deployment that somebody else began, where this door is not open so far. Nobody is kept from going in the safe
   * direction because looking costs more than is left (R6): then the control plane alone decides.
   */
  async refuseOthers(tool: ToolName, id: string): Promise<void> {
    const { row, holds, set } = this.around;
    const needed = row(tool)?.forOthers;
    if (needed === undefined || holds(set, needed)) return;
    const looked = await this.#whose(id);
    if (looked === null || looked.principal === looked.view.requester) return;
    const { view, principal } = looked;
    const message = `${view.id} was begun by ${view.requester}, and these tools are for what ${principal} began`;
    const remedy = `Open the door wider: the set ${needed} · or a person does it: plimsoll status ${view.id}`;
    throw new ProblemError('not-allowed', [{ code: 'not-your-deployment', message, remedy }]);
  }

  async #whose(id: string): Promise<{ readonly view: DeploymentView; readonly principal: string } | null> {
    const plane = await this.plane();
    try {
      return { view: await plane.get(id), principal: (await plane.whoami()).principal };
    } catch (error) {
      if (error instanceof ProblemError && error.problems[0]?.code === 'budget-spent') return null;
      throw error;
    }
  }
}

import type { Action } from '../core/authorisation/action.ts';
import { mayDo, needsSignature, type Permission } from '../core/authorisation/may-do.ts';
import { refuseAction } from '../core/authorisation/scope.ts';
import { isRefusal, type Refusal } from '../core/kernel/refusal.ts';
import { type AgentBudget, WIDEST } from '../core/principal/agent-budget.ts';
import { principalText } from '../core/principal/principal.ts';
import { costOf } from '../core/principal/spend-budget.ts';
import { type Caller, scopeOf } from './caller.ts';
import type { ServiceParts } from './parts.ts';
import { Rates } from './rates.ts';
import { refused } from './refused.ts';
import { rolesHere } from './standing.ts';

/** Asks the one table, the token's scope and the agent's budget, in this order, before anything is done. */
export class Access {
  readonly #parts: Pick<ServiceParts, 'record' | 'tokens'>;
  readonly #rates: Rates;

  constructor(parts: Pick<ServiceParts, 'record' | 'tokens' | 'clock'>) {
    this.#parts = parts;
    this.#rates = new Rates(parts.clock);
  }

  /** Lets a caller do one of these, or throws why not. What the holder of a token was refused stands in the journal. */
  async permit(caller: Caller, action: Action, budget: AgentBudget): Promise<Permission> {
    const answer = this.mayDo(caller, action);
    if (!isRefusal(answer)) {
      const spent = this.#spend(caller, action, budget);
      if (spent !== null) throw refused(spent);
      return answer;
    }
    // Asking for what is forbidden costs a change, and only so much of it is written down: nobody fills the journal with it.
    const over = caller.grant === undefined ? null : this.#spend(caller, 'answer', budget);
    if (over !== null) throw refused(over);
    if (caller.grant !== undefined && this.#rates.spend(`${caller.grant.id} refused`, 'change', WIDEST) === null) {
      await this.#parts.tokens.noteRefused(action, answer, caller);
    }
    throw refused(answer);
  }

  /** What the table and the token's scope say, without spending anything. A signature counts as the proof: it is verified with the request. */
  mayDo(caller: Caller, action: Action): Permission | Refusal {
    const { principal } = caller;
    const roles = rolesHere(principal, this.#parts.record.trust);
    const proof = needsSignature(action) ? 'signature' : caller.proof;
    const permission = mayDo({ principal, roles, proof }, action);
    return isRefusal(permission) ? permission : (refuseAction(scopeOf(caller), action) ?? permission);
  }

  #spend({ principal }: Caller, action: Action, budget: AgentBudget): Refusal | null {
    if (principal.kind !== 'agent') return null;
    return this.#rates.spend(principalText(principal), costOf(action), budget);
  }
}

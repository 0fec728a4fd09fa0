import type { Principal, Proof } from '../core/principal/principal.ts';

/** Who asks, and how they proved it. */
export interface Caller {
  readonly principal: Principal;
  readonly proof: Proof;
}

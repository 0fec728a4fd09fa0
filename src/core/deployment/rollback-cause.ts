import type { Instant } from '../kernel/instant.ts';
import type { Principal } from '../principal/principal.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** What made a rollback start. `text` is one sentence for people, with its numbers. */
export interface RollbackCause {
  readonly kind:
    | 'gate'
    | 'trigger'
    | 'health'
    | 'crash-loop'
    | 'deployment-timeout'
    | 'prepare-failed'
    | 'smoke-failed'
    | 'checkpoint-deadline'
    | 'window'
    | 'person';
  readonly text: string;
  readonly verdict: Verdict | null;
  readonly by: Principal;
  readonly at: Instant;
}

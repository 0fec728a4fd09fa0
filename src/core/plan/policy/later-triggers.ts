import type { Trigger } from '../../gate/gate.ts';
import { declaredIn } from '../../verdict/declared.ts';
import { judgeOf } from '../../verdict/judged-metrics.ts';
import type { Plan } from '../plan.ts';
import type { AdoptedPolicy } from './adopted.ts';
import { isAtLeastAsStrict } from './limit-changes.ts';

/**
 * The triggers of a policy that came after a plan, as far as none that is armed fires wherever they do. Where the plan does not
 * measure what one is about it cannot be judged: it counts from the next plan on.
 */
export function laterTriggers(
  armed: readonly Trigger[],
  { metrics }: Pick<Plan, 'metrics'>,
  { protection }: Pick<AdoptedPolicy, 'protection'>,
): readonly Trigger[] {
  const declared = declaredIn(metrics);
  return protection.triggers.filter(
    (trigger) =>
      judgeOf(trigger.condition.metric, declared) !== null && !armed.some((one) => isAtLeastAsStrict(one, trigger)),
  );
}

import type { EffectId } from '../kernel/id.ts';
import type { Attempt } from './attempt.ts';
import type { Effect } from './effect.ts';
import type { Baking, Deployment, RollingOut } from './state.ts';

/** The id and earliest time of the effect that a step is trying now. */
export function trying(
  deployment: Deployment,
  attempt: Attempt,
  what: string,
): { id: EffectId; notBefore: Attempt['notBefore'] } {
  const round = deployment.returns === 0 ? what : `${what}-again-${deployment.returns}`;
  const id = `${deployment.opening.id}/${deployment.phase}/${round}/${attempt.n}` as EffectId;
  return { id, notBefore: attempt.notBefore };
}

/** The watch on a stage or bake: one id for as long as it lasts. */
export function watchOf(deployment: RollingOut | Baking): Effect {
  const { opening, phase, stage } = deployment;
  const id = `${opening.id}/${phase}/watch-${stage.index}/1` as EffectId;
  return { kind: 'watch', phase, stageIndex: stage.index, id, notBefore: null };
}

import type { DeploymentEvent } from '../deployment/event.ts';
import type { Deployment, InProduction } from '../deployment/state.ts';
import { isInProduction } from '../deployment/state.ts';
import type { Instant } from '../kernel/instant.ts';
import { formatWeight } from '../kernel/weight.ts';
import type { Span } from './notice.ts';

/** What is over with an event: the stage before an advance, a bake, a stage that a rollback cut short, or the rollback itself. */
export function spanOf({
  event,
  before,
}: {
  readonly event: DeploymentEvent;
  readonly before: Deployment | null;
}): Span | null {
  if (event.type === 'RolledBack') return { name: 'rollback', from: event.cause.at, to: event.at };
  if (before === null || !isInProduction(before)) return null;
  if (event.type === 'DeploymentCompleted' || (event.type === 'RollbackStarted' && before.phase === 'baking')) {
    return before.phase === 'baking' ? ended('bake', before.bakingSince, event.at) : null;
  }
  const endsAStage = ['StageAdvanced', 'ProductionDeployed', 'RollbackStarted'].includes(event.type);
  return endsAStage ? stageEnded(before, event.at) : null;
}

function stageEnded(before: InProduction, at: Instant): Span | null {
  const { index, since } = before.stage;
  const { stages } = before.plan.strategy;
  const stage = stages[index];
  return since === null || stage === undefined
    ? null
    : ended(`stage ${index + 1}/${stages.length} · ${formatWeight(stage.weight)}`, since, at);
}

const ended = (name: string, from: Instant, to: Instant): Span => ({ name, from, to });

import type { DeploymentView } from '../../api/view.ts';
import { useCurrent } from './queries.ts';

/** The questions that a person answers, by the name of their checkpoint. */
export const CHECKPOINTS = ['production-promotion', 'environment-red', 'ambiguous-metrics', 'after-rollback'] as const;
export type CheckpointName = (typeof CHECKPOINTS)[number];

/** The checkpoint at which a deployment waits; undefined where no person is asked. */
export const checkpointOf = ({ waiting }: Pick<DeploymentView, 'waiting'>): CheckpointName | undefined =>
  CHECKPOINTS.find((one) => waiting !== null && (waiting.for === one || waiting.for.startsWith(`${one} `)));

/** Deployments that wait for a person: at a checkpoint, on hold by somebody, or with a rollback that does not get on. */
export function useQuestions(): readonly DeploymentView[] {
  const { data = [] } = useCurrent();
  return data
    .filter((view) => checkpointOf(view) !== undefined || view.phase === 'rollback-failed')
    .sort((one, other) => urgency(one) - urgency(other));
}

// What ends by itself first is answered first; a rollback that does not get on comes before all.
const urgency = ({ phase, waiting }: DeploymentView): number => {
  if (phase === 'rollback-failed') return 0;
  return waiting?.until === null || waiting?.until === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(waiting.until);
};

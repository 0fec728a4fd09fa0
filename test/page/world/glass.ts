import type { GlassView } from '../../../src/api/break-glass.ts';
import type { DeploymentView } from '../../../src/api/view.ts';
import { minutes } from '../../../src/core/kernel/duration.ts';
import { later } from '../../../src/core/kernel/instant.ts';
import { NOW } from './scenes.ts';

/** A stage or bake under way that could be made shorter, and that Bob signed for already. */
export const glassOf = (
  { id, phase, planDigest, stage }: Pick<DeploymentView, 'id' | 'phase' | 'planDigest' | 'stage'>,
  said = (text: string): string => text,
): GlassView => ({
  question: {
    ...{ controlPlaneId: 'cp_staged', deploymentId: id, environment: 'production', stageIndex: 1 },
    ...{ planDigest: planDigest ?? '', since: later(NOW, -minutes(6) as never) },
    phase: phase === 'baking' ? ('baking' as const) : ('rolling-out' as const),
  },
  what: phase === 'baking' ? 'the bake' : `stage ${(stage?.index ?? 0) + 1}/${stage?.of} at ${stage?.weight}`,
  plannedEnd: new Date(NOW + minutes(9)).toISOString(),
  verdict: said('pass: proven, waits for the minimum duration'),
  approvers: [said('person:ada')],
  broken: { by: [said('person:bob')], effectiveAt: new Date(NOW + minutes(4)).toISOString() },
});

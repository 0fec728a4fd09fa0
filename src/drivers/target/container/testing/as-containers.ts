import type { ContainerTargetSpec } from '../../../../core/unit/environment.ts';
import type { Placement } from '../../../../ports/target.ts';

/** A placement whose artifacts are images and whose target is a container engine. */
export function asContainers(
  placement: Placement,
  target: Partial<ContainerTargetSpec> & Pick<ContainerTargetSpec, 'engine' | 'grace'>,
): Placement {
  const { instances, env } = placement.snapshot.target;
  const container: ContainerTargetSpec = { ...{ type: 'container', network: 'host', instances, env }, ...target };
  const artifacts = placement.release.artifacts.map((artifact) => ({ ...artifact, kind: 'container' as const }));
  return {
    ...placement,
    release: { ...placement.release, artifacts },
    snapshot: { ...placement.snapshot, target: container },
  };
}

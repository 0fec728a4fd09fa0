import type { Instance, Placement } from '../../ports/target.ts';

const LOOP_WITHIN = 30_000;
const FIRST_PORT = 20_000;

/** How instances of a release behave; what is not said serves well. */
export type ReleaseBehaviour = 'serves' | 'never-healthy' | 'ends-at-once';

/** What exists beyond the control plane: it stays when the target is made again. */
export interface TargetWorld {
  instances: readonly Instance[];
  readonly applied: Set<string>;
  epoch: number;
  /** Wall time of the ends of each instance. */
  readonly ends: Map<string, readonly number[]>;
  readonly behaviours: Map<string, ReleaseBehaviour>;
  made: number;
}

/** A world in which nothing runs yet. */
export const emptyWorld = (): TargetWorld => ({
  instances: [],
  applied: new Set(),
  epoch: 0,
  ends: new Map(),
  behaviours: new Map(),
  made: 0,
});

/** When an instance ended by itself lately. */
export const recentEnds = (world: TargetWorld, id: string, at: number): readonly number[] =>
  (world.ends.get(id) ?? []).filter((end) => at - end <= LOOP_WITHIN);

/** A new instance of a placement. */
export function instanceOf({ release, track }: Placement, number: number, behaviour: ReleaseBehaviour): Instance {
  return {
    id: `ins_${String(number).padStart(4, '0')}`,
    track,
    releaseId: release.id,
    artifactDigests: release.artifacts.map((artifact) => artifact.digest),
    address: `http://127.0.0.1:${FIRST_PORT + number}`,
    alive: behaviour !== 'ends-at-once',
    healthy: behaviour === 'serves',
    restarts: 0,
    crashLooping: false,
  };
}

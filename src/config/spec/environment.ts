import { ALL } from '../../core/kernel/weight.ts';
import type { StrategySpec } from '../../core/strategy/strategy.ts';
import type { CheckKind, CheckSpec, EnvironmentSpec } from '../../core/unit/environment.ts';
import type { EnvironmentBlock } from '../blocks/environment.ts';
import { RolloutBlock } from '../blocks/rollout.ts';

const CHECKS: readonly CheckKind[] = ['smoke', 'integration', 'performance', 'security'];

/** What the configuration says of one environment, with everything that was left out filled in. */
export function environmentSpec(name: string, block: EnvironmentBlock): EnvironmentSpec {
  const requires = block.requires ?? null;
  return {
    name,
    requires,
    demo: block.demo,
    target: block.target,
    health: {
      path: block.health.path,
      every: block.health.every,
      healthyAfter: block.health.healthy_after,
    },
    router: { type: 'embedded', listen: block.router.listen ?? null },
    checks: checksOf(block),
    rollout: rolloutOf(block, requires !== null),
    bake: {
      duration: block.bake.duration,
      smoke: block.bake.smoke ?? null,
      gates: block.bake.gates ?? null,
    },
    migrations: block.migrations,
  };
}

function checksOf({ validate }: EnvironmentBlock): Partial<Record<CheckKind, CheckSpec>> {
  const checks: Partial<Record<CheckKind, CheckSpec>> = {};
  for (const kind of CHECKS) {
    const check = validate[kind];
    if (check !== undefined) checks[kind] = check;
  }
  return checks;
}

/** Only what is promoted to goes in stages: elsewhere no user is there to be spared. */
function rolloutOf({ rollout }: EnvironmentBlock, isPromotedTo: boolean): StrategySpec {
  if (rollout === undefined && !isPromotedTo) {
    return { kind: 'canary', stages: [{ weight: ALL, duration: null, gates: [] }] };
  }
  const { stages } = rollout ?? RolloutBlock.parse({ strategy: 'canary' });
  return {
    kind: 'canary',
    stages: stages.map((stage) => ({ ...stage, duration: stage.duration ?? null })),
  };
}

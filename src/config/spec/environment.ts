import type { StrategySpec } from '../../core/strategy/strategy.ts';
import type { CheckKind, CheckSpec, EnvironmentSpec, RouterSpec } from '../../core/unit/environment.ts';
import type { Tier } from '../../core/unit/unit.ts';
import { embeddedRouterSpec } from '../../drivers/router/embedded/schema.ts';
import { haproxyRouterSpec } from '../../drivers/router/haproxy/schema.ts';
import type { EnvironmentBlock } from '../blocks/environment.ts';
import { AT_ONCE, STRATEGY_OF, strategySpec } from './strategy.ts';
import { targetSpec } from './target.ts';

const CHECKS: readonly CheckKind[] = ['smoke', 'integration', 'performance', 'security'];

/** What the configuration says of one environment, with everything that was left out filled in. */
export function environmentSpec(name: string, block: EnvironmentBlock, tier: Tier): EnvironmentSpec {
  const requires = block.requires ?? null;
  return {
    name,
    requires,
    demo: block.demo,
    target: targetSpec(block.target),
    health: {
      path: block.health.path,
      every: block.health.every,
      healthyAfter: block.health.healthy_after,
    },
    router: block.target.type === 'command' ? { type: 'command' } : routerSpec(block.router),
    checks: checksOf(block),
    rollout: rolloutOf(block, requires !== null, tier),
    bake: {
      duration: block.bake.duration,
      smoke: block.bake.smoke ?? null,
      gates: block.bake.gates ?? null,
    },
    migrations: block.migrations,
    ...(block.down_step === undefined ? {} : { downStep: block.down_step }),
  };
}

function routerSpec(block: EnvironmentBlock['router']): RouterSpec {
  const { type, listen, sticky, socket, backend, address, files, latency } = block;
  if (type === 'embedded') return embeddedRouterSpec({ listen, sticky });
  // That they are there is a rule: rules/router.ts.
  return haproxyRouterSpec({ socket: socket ?? '', backend: backend ?? '', address, files, sticky, latency });
}

function checksOf({ validate }: EnvironmentBlock): Partial<Record<CheckKind, CheckSpec>> {
  const checks: Partial<Record<CheckKind, CheckSpec>> = {};
  for (const kind of CHECKS) {
    const check = validate[kind];
    if (check !== undefined) checks[kind] = check;
  }
  return checks;
}

/** The tier picks the strategy where none is written. Only what is promoted to needs one: elsewhere no user is there to be spared. */
function rolloutOf({ rollout }: EnvironmentBlock, isPromotedTo: boolean, tier: Tier): StrategySpec {
  if (rollout !== undefined) return strategySpec(rollout);
  return isPromotedTo ? strategySpec({ strategy: STRATEGY_OF[tier] }) : AT_ONCE;
}

import { z } from 'zod';
import type { RouterCapabilities, TargetCapabilities } from '../../../core/unit/capabilities.ts';
import type { CommandTargetSpec, JsonValue } from '../../../core/unit/environment.ts';

/** A value of JSON. */
export const Json: z.ZodType<JsonValue> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(Json), z.record(z.string(), Json)]),
);

/** The keys of the block `target: { type: command, run: [./deploy] }`; `env` goes with every type. */
export const commandTargetKeys = {
  run: z
    .array(
      z
        .string()
        .min(1)
        .meta({ examples: ['./deploy'] }),
    )
    .min(1)
    .meta({
      examples: [['./deploy']],
      description: 'command: what is run, with the verb as last word; no shell reads it',
    }),
  params: z.record(z.string(), Json).meta({
    examples: [{ region: 'eu' }],
    description: 'command: passed on with every verb; no secrets, for the plan shows them',
  }),
};

/** What a command target can do. */
export const commandTargetCapabilities: TargetCapabilities = {
  runs: ['files', 'function', 'iac', 'container'],
  strategies: ['canary', 'blue-green'],
  routers: ['command'],
  weights: '0.1 % or all-or-nothing, as the command says',
  restarts: 'left to the platform',
  logs: 'what the command writes on stderr',
  rollbackTo: 'the command, from what it is told of the release',
};

/** What the block says, as the core knows it. */
export function commandTargetSpec({
  run,
  params,
  timeout,
  env,
}: Pick<CommandTargetSpec, 'run' | 'params' | 'timeout' | 'env'>): CommandTargetSpec {
  return { type: 'command', run, params, timeout, instances: 1, env };
}

/** What the verb `shift` can do as a router. */
export const commandRouterCapabilities: RouterCapabilities = {
  weights: '0.1 %, or all or nothing where `observe` says so',
  sticky: false,
  drains: 'the business of the platform',
  counts: 'nothing: name a metric source',
};

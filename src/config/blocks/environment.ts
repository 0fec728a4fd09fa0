import { z } from 'zod';
import { milliseconds } from '../../core/kernel/duration.ts';
import { CommandCheck } from '../../drivers/check/command/schema.ts';
import { EmbeddedRouter } from '../../drivers/router/embedded/schema.ts';
import { haproxyRouterKeys } from '../../drivers/router/haproxy/schema.ts';
import { durationValue } from '../values/duration.ts';
import { BakeGateValue } from '../values/gate.ts';
import { nameValue } from '../values/name.ts';
import { faulty, textValue } from '../values/text-value.ts';
import { RolloutBlock } from './rollout.ts';
import { TargetBlock } from './target.ts';
import { ValidateBlock } from './validate.ts';

const PathValue = textValue({ examples: ['/healthz'], description: 'Where an instance tells its health' }, (text) =>
  /^\/[\x21-\x7e]*$/.test(text)
    ? text
    : faulty({ code: 'health-path', message: 'this is no path of a URL', remedy: 'write a path such as /healthz' }),
);

const HealthBlock = z.strictObject({
  path: PathValue.prefault('/healthz'),
  every: durationValue('2s', 'How often', milliseconds(100)).prefault('2s'),
  healthy_after: z
    .int()
    .min(1)
    .max(100)
    .meta({ examples: [3], description: 'Good answers in a row that make an instance healthy' })
    .prefault(3),
});

const BakeBlock = z.strictObject({
  duration: durationValue('30m', 'How long 100 % is watched with the old release still warm').prefault('30m'),
  smoke: CommandCheck.optional(),
  gates: z.array(BakeGateValue).optional(),
});

// The embedded router is the default, so its type need not be written. Which keys go with which type is a rule: rules/router.ts.
const RouterBlock = EmbeddedRouter.in.extend({
  type: z
    .enum(['embedded', 'haproxy'])
    .meta({ examples: ['haproxy'], description: 'What shares out the traffic' })
    .prefault('embedded'),
  socket: haproxyRouterKeys.socket.optional(),
  backend: haproxyRouterKeys.backend.optional(),
  address: haproxyRouterKeys.address.optional(),
  files: haproxyRouterKeys.files.optional(),
  latency: haproxyRouterKeys.latency.optional(),
});

/** One place where the unit runs. */
export const EnvironmentBlock = z.strictObject({
  requires: nameValue('staging', 'The environment whose evidence this one needs').optional(),
  demo: z
    .boolean()
    .meta({ examples: [true], description: 'Lets the labelled demo approver answer here' })
    .prefault(false),
  target: TargetBlock,
  router: RouterBlock.prefault({}),
  health: HealthBlock.prefault({}),
  rollout: RolloutBlock.optional(),
  validate: ValidateBlock.prefault({}),
  bake: BakeBlock.prefault({}),
  migrations: z
    .enum(['none', 'backward-compatible', 'blocking'])
    .meta({ examples: ['none'], description: 'What the release does to stored data' })
    .prefault('none'),
  down_step: CommandCheck.optional(),
});

/** What one environment says once it has been read. */
export type EnvironmentBlock = z.output<typeof EnvironmentBlock>;

import { z } from 'zod';
import type { TargetCapabilities } from '../../../core/unit/capabilities.ts';
import type { ProcessTargetSpec } from '../../../core/unit/environment.ts';

/** The keys of the block `target: { type: process, command: [node, server.js] }`. */
export const processTargetKeys = {
  command: z
    .array(
      z
        .string()
        .min(1)
        .meta({ examples: ['node'] }),
    )
    .min(1)
    .meta({
      examples: [['node', 'server.js']],
      description:
        'process: what runs in the folder of the artifact; container: instead of the command of its image. No shell reads it',
    }),
};

/** What the block says, as the core knows it. */
export const processTargetSpec = ({
  command,
  instances,
  env,
  grace,
}: Omit<ProcessTargetSpec, 'type'>): ProcessTargetSpec => ({ type: 'process', command, instances, env, grace });

/** What a target of processes can do. */
export const processTargetCapabilities: TargetCapabilities = {
  runs: ['files'],
  strategies: ['canary', 'blue-green', 'rolling'],
  routers: ['embedded', 'haproxy'],
  weights: 'as its router',
  restarts: 'by Plimsoll, until it ends three times in half a minute',
  logs: 'what each instance prints',
  rollbackTo: 'the registry, unpacked and checked at each start',
};

import { z } from 'zod';
import { MEBIBYTE, milliCpusOf, parseMemory } from '../../../core/kernel/memory.ts';
import type { TargetCapabilities } from '../../../core/unit/capabilities.ts';
import type { ContainerTargetSpec } from '../../../core/unit/environment.ts';

// A socket of this machine: whoever may speak to an engine may do anything there, so it is never spoken to over a network.
const ENGINE = /^(?:auto|docker|podman|unix:\/\/\/[\x21-\x7e]+)$/;
const NETWORK = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
const LEAST_MEMORY = 6 * MEBIBYTE;

/** The keys of the block `target: { type: container, engine: auto, port: 8080 }`. */
export const containerTargetKeys = {
  engine: z
    .string()
    .regex(ENGINE, 'write auto, docker, podman, or the address of a socket: unix:///run/podman/podman.sock')
    .meta({ examples: ['auto'], description: 'container: whose socket is spoken to; auto takes the one that answers' }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .meta({ examples: [8080], description: 'container: where the service listens in its own network; passed as PORT' }),
  network: z
    .string()
    .regex(NETWORK, 'write host, or the name of a network of the engine')
    .meta({
      examples: ['host'],
      description: 'container: host shares that of the machine, and the port to listen at is passed as PORT',
    }),
  memory: z
    .string()
    .meta({ examples: ['256MiB'], description: 'container: the most memory of one instance' })
    .transform((text, context) => {
      const bytes = parseMemory(text);
      if (bytes !== undefined && bytes >= LEAST_MEMORY) return bytes;
      const remedy = 'write a whole number with MiB or GiB, at least 6MiB, such as 256MiB';
      const message =
        bytes === undefined ? `${JSON.stringify(text)} is no amount of memory` : 'no instance starts in so little';
      context.addIssue({ code: 'custom', message, params: { code: 'memory', remedy } });
      return z.NEVER;
    }),
  cpus: z
    .number()
    .min(0.01)
    .max(1_024)
    .meta({ examples: [0.5], description: 'container: the most processor time of one instance, in whole processors' })
    .transform(milliCpusOf),
};

/** What the block says, as the core knows it. What was not written is not there. */
export function containerTargetSpec(written: WrittenContainer): ContainerTargetSpec {
  const { engine = 'auto', instances, port, network, command, env, memory, cpus, grace } = written;
  return {
    ...{ type: 'container', engine, instances },
    ...(port === undefined ? {} : { port }),
    ...(network === undefined ? {} : { network }),
    ...(command === undefined ? {} : { command }),
    env,
    ...(memory === undefined ? {} : { memory }),
    ...(cpus === undefined ? {} : { milliCpus: cpus }),
    grace,
  };
}

interface WrittenContainer extends Pick<ContainerTargetSpec, 'instances' | 'env' | 'grace'> {
  readonly engine?: string | undefined;
  readonly port?: number | undefined;
  readonly network?: string | undefined;
  readonly command?: readonly string[] | undefined;
  readonly memory?: number | undefined;
  readonly cpus?: number | undefined;
}

/** What a target of containers can do. */
export const containerTargetCapabilities: TargetCapabilities = {
  runs: ['container'],
  strategies: ['canary', 'blue-green', 'rolling'],
  routers: ['embedded', 'haproxy'],
  weights: 'as its router',
  restarts: 'by Plimsoll, until it ends three times in half a minute',
  logs: 'what the engine kept of each container',
  rollbackTo: 'the engine, or the registry by digest',
};

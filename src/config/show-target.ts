import { formatDuration } from '../core/kernel/duration.ts';
import { cpusOf, memoryText } from '../core/kernel/memory.ts';
import type { ContainerTargetSpec, ProcessTargetSpec, TargetSpec } from '../core/unit/environment.ts';
import { secretReferenceText } from '../core/unit/secret-reference.ts';
import type { View } from './view.ts';

/** How instances run, in the words of the file. */
export function targetView(target: TargetSpec): View {
  switch (target.type) {
    case 'process':
      return { type: target.type, command: target.command, ...instanceView(target) };
    case 'container':
      return { ...containerView(target), ...instanceView(target) };
    case 'command': {
      const { type, run, params, timeout, env } = target;
      return { type, run, params, timeout: formatDuration(timeout), env: environmentView(env) };
    }
  }
}

function containerView({ type, engine, port, network, command, memory, milliCpus }: ContainerTargetSpec) {
  return {
    ...{ type, engine },
    ...(port === undefined ? {} : { port }),
    ...(network === undefined ? {} : { network }),
    ...(command === undefined ? {} : { command }),
    ...(memory === undefined ? {} : { memory: memoryText(memory) }),
    ...(milliCpus === undefined ? {} : { cpus: cpusOf(milliCpus) }),
  };
}

const instanceView = ({ instances, env, grace }: Pick<ProcessTargetSpec, 'instances' | 'env' | 'grace'>) => ({
  instances,
  env: environmentView(env),
  grace: formatDuration(grace),
});

const environmentView = (env: ProcessTargetSpec['env']): View =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : { secret: secretReferenceText(value.secret) },
    ]),
  );

import type { PathFault } from '../problem/fault.ts';
import { itemsAt, keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';
import { checkKeysOfType, type TypedBlock } from './keys-of-type.ts';

/** Which keys go with which type of target; `instances`, `env` and `grace` go with each. */
const TARGET: TypedBlock = {
  kind: 'target',
  fallback: 'process',
  types: {
    process: { keys: ['command'], needs: [['command', 'write  command: [node, server.js]']] },
    container: { keys: ['command', 'engine', 'port', 'network', 'memory', 'cpus'] },
    command: { keys: ['run', 'params', 'timeout'], needs: [['run', 'write  run: [./deploy]']] },
  },
};

/** What a target of this type runs. */
const RUNS: Readonly<Record<string, string>> = { process: 'files', container: 'container' };

const KINDS = ['files', 'container', 'function', 'iac'];

/** A target has its own keys, all that it needs, and an artifact that it can run. */
export const checkTargets = (root: Written): readonly PathFault[] =>
  keysAt(root, ['environments']).flatMap((name) => {
    const path = ['environments', name, 'target'];
    if (valueAt(root, path) === undefined) return [];
    return [...checkKeysOfType(root, path, TARGET), ...portFaults(root, name), ...artifactFaults(root, name)];
  });

/** A service that has the machine's network for its own is told its port; any other must say where it listens. */
function portFaults(root: Written, name: string): readonly PathFault[] {
  const path = ['environments', name, 'target'];
  if (textAt(root, [...path, 'type']) !== 'container') return [];
  const hasPort = valueAt(root, [...path, 'port']) !== undefined;
  const isHost = textAt(root, [...path, 'network']) === 'host';
  if (hasPort !== isHost) return [];
  const message = isHost
    ? 'port is for a container with a network of its own: on that of the machine Plimsoll chooses the port and passes it as PORT'
    : 'port is missing: where the service in the container listens';
  const remedy = isHost ? 'take it out, or take out  network: host' : 'write  port: 8080';
  return [
    {
      path: [...path, 'port'],
      on: isHost ? 'key' : 'value',
      code: isHost ? 'key-of-another-target' : 'missing-key',
      message,
      remedy,
    },
  ];
}

function artifactFaults(root: Written, name: string): readonly PathFault[] {
  const path = ['environments', name, 'target'];
  const target = textAt(root, [...path, 'type']) ?? 'process';
  const needed = Object.hasOwn(RUNS, target) ? RUNS[target] : undefined;
  if (needed === undefined) return [];
  const kinds = itemsAt(root, ['artifacts']).map((_, index) => textAt(root, ['artifacts', index, 'type']));
  // Of what no target runs yet, something else is said already.
  const areKnown = kinds.every((kind) => kind !== undefined && KINDS.includes(kind));
  if (kinds.length === 0 || !areKnown) return [];
  const found = kinds.filter((kind) => kind === needed).length;
  if (found === 1 || (found > 1 && needed === 'files')) return [];
  const message =
    found === 0
      ? `a target of type ${target} runs an artifact of type ${needed}, and there is none`
      : `a target of type ${target} runs one artifact of type ${needed}, and there are ${found}`;
  const remedy =
    found === 0
      ? needed === 'container'
        ? 'write  artifacts: [{ name: app, type: container, build: { context: . } }]'
        : 'write  artifacts: [{ name: app, type: files, path: dist }]'
      : 'make a unit of each: a unit is what is deployed together as one service';
  return [{ path, on: 'key', code: 'artifact-for-target', message, remedy }];
}

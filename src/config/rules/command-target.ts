import { commandTargetCapabilities } from '../../drivers/target/command/schema.ts';
import type { Path, PathFault } from '../problem/fault.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

const CAN: ReadonlySet<string> = new Set(commandTargetCapabilities.strategies);

/**
 * A command moves whole tracks and shares out their traffic itself: what counts instances or names another router does not go with
 * it, and what counts requests must be named.
 */
export const checkCommandTargets = (root: Written): readonly PathFault[] => {
  const names = keysAt(root, ['environments']).filter(
    (name) => textAt(root, ['environments', name, 'target', 'type']) === 'command',
  );
  return [...names.flatMap((name) => faultsOf(root, name)), ...uncounted(root, names)];
};

function faultsOf(root: Written, name: string): readonly PathFault[] {
  const at = ['environments', name];
  const extra = ['instances', 'grace'].map((key) => [...at, 'target', key]);
  const faults: PathFault[] = [...extra, [...at, 'router']]
    .filter((path) => valueAt(root, path) !== undefined)
    .map((path) => {
      const isRouter = path.at(-1) === 'router';
      const message = isRouter
        ? 'a command target shares out its traffic itself, with the verb shift'
        : `${path.at(-1)} does not go with a command target: what runs behind it is its own business`;
      const code = isRouter ? 'router-of-command-target' : 'key-of-another-target';
      return { path, on: 'key', code, message, remedy: 'take it out' };
    });
  return [...faults, ...rolling(root, at)];
}

function rolling(root: Written, at: Path): readonly PathFault[] {
  const path = [...at, 'rollout', 'strategy'];
  const strategy = textAt(root, path);
  const isByTier = valueAt(root, [...at, 'rollout']) === undefined && textAt(root, ['unit', 'tier']) === 'stateful';
  const isPromotedTo = valueAt(root, [...at, 'requires']) !== undefined;
  const wanted = strategy ?? (isByTier && isPromotedTo ? 'rolling' : undefined);
  if (wanted !== 'rolling' || CAN.has(wanted)) return [];
  const message = 'rolling replaces instances one by one, and a command target moves whole tracks';
  const remedy = 'write  rollout: { strategy: blue-green, validation_period: 15m }  or a canary';
  return [
    { path: isByTier ? [...at, 'target'] : path, on: 'key', code: 'strategy-of-command-target', message, remedy },
  ];
}

/** The router that counts elsewhere is not there. */
function uncounted(root: Written, names: readonly string[]): readonly PathFault[] {
  const judged = names.find((name) => valueAt(root, ['environments', name, 'requires']) !== undefined);
  const from = textAt(root, ['metrics', 'series', 'from']);
  const path = from === undefined ? ['metrics', 'source'] : ['metrics', 'sources', from];
  if (judged === undefined || (textAt(root, [...path, 'type']) ?? 'router') !== 'router') return [];
  const message = 'behind a command target no router of ours counts requests and errors, so nothing could be judged';
  const remedy = 'write  metrics: { source: { type: command, run: [./metrics] } }  or prometheus, http, haproxy';
  const at = ['environments', judged, 'target', 'type'];
  return [{ path: at, on: 'value', code: 'command-target-uncounted', message, remedy }];
}

import type { Path, PathFault } from '../problem/fault.ts';
import { itemsAt, keysAt, valueAt, type Written } from '../yaml/written.ts';

/** Something measured can stop a rollout or take it back: that instances are healthy says nothing of what users get. */
export function checkMonitoring(root: Written): readonly PathFault[] {
  const triggers = keysAt(root, ['rollback']);
  // Where there is no trigger of any kind, that is told by its own rule.
  const isTold = !triggers.some((name) => ['health_timeout', 'deployment_timeout'].includes(name));
  if (isTold || triggers.some((name) => ['error_rate', 'latency_p99'].includes(name))) return [];
  return keysAt(root, ['environments']).flatMap((name) => {
    const at = ['environments', name];
    const isReleasedTo = valueAt(root, [...at, 'requires']) !== undefined;
    const path = [...at, 'rollout'];
    if (!isReleasedTo || valueAt(root, path) === undefined || isMeasured(root, at)) return [];
    const message = `no gate and no trigger measures what is released to ${name}: a bad release would be found by its users`;
    const remedy = 'write  rollback: { error_rate: 2% }, or a gate for each stage: gates: [error_rate < 1%]';
    return [{ path, on: 'key' as const, code: 'monitoring-missing', message, remedy }];
  });
}

function isMeasured(root: Written, at: readonly string[]): boolean {
  const rollout = [...at, 'rollout'];
  if (valueAt(root, [...rollout, 'rollback_trigger']) !== undefined) return true;
  const gates: readonly Path[] = [
    ...itemsAt(root, [...rollout, 'stages']).map((_, index) => [...rollout, 'stages', index, 'gates']),
    [...rollout, 'gates'],
    [...at, 'bake', 'gates'],
  ];
  return gates.some((path) => itemsAt(root, path).length > 0);
}

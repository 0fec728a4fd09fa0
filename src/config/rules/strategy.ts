import { replacingOf } from '../../core/strategy/rolling.ts';
import { parseShare } from '../../core/strategy/share.ts';
import type { RollingSpec } from '../../core/strategy/strategy.ts';
import type { Path, PathFault } from '../problem/fault.ts';
import { strategySpec } from '../spec/strategy.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

/** Which keys go with which strategy. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  canary: ['stages'],
  'blue-green': ['validation_period', 'rollback_trigger'],
  rolling: ['max_unavailable', 'max_surge', 'batch_duration', 'gates'],
};

/** A strategy has its own keys, and a rolling one has room to replace at least one instance. */
export const checkStrategies = (root: Written): readonly PathFault[] =>
  keysAt(root, ['environments']).flatMap((name) => {
    const path = ['environments', name, 'rollout'];
    return [...strangeKeys(root, path), ...withoutRoom(root, ['environments', name])];
  });

function strangeKeys(root: Written, path: Path): readonly PathFault[] {
  const strategy = textAt(root, [...path, 'strategy']) ?? '';
  const own = Object.hasOwn(KEYS, strategy) ? KEYS[strategy] : undefined;
  if (own === undefined) return [];
  return keysAt(root, path).flatMap((key) => {
    const owner = Object.entries(KEYS).find(([, keys]) => keys.includes(key))?.[0];
    if (owner === undefined || owner === strategy) return [];
    const message = `${key} belongs to ${owner}, and this is ${strategy}`;
    return [
      {
        path: [...path, key],
        on: 'key',
        code: 'key-of-another-strategy',
        message,
        remedy: `take it out, or write  strategy: ${owner}`,
      },
    ];
  });
}

function withoutRoom(root: Written, environment: Path): readonly PathFault[] {
  const path = [...environment, 'rollout'];
  if (textAt(root, [...path, 'strategy']) !== 'rolling') return [];
  const share = (key: string) => {
    const written = valueAt(root, [...path, key]);
    return written === undefined ? undefined : parseShare(String(written));
  };
  const spec = strategySpec({
    strategy: 'rolling',
    max_unavailable: share('max_unavailable'),
    max_surge: share('max_surge'),
  });
  const written = valueAt(root, [...environment, 'target', 'instances']);
  const instances = typeof written === 'number' ? written : 1;
  if (replacingOf(spec as RollingSpec, { candidate: instances, stable: instances }) !== null) return [];
  const message = `of ${instances} instances none may be missing and none may be added, so none can be replaced`;
  return [{ path, on: 'value', code: 'rolling-without-room', message, remedy: 'write  max_surge: 1' }];
}

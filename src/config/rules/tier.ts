import type { PathFault } from '../problem/fault.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

const DEFAULTS: Readonly<Record<string, string>> = { stateless: 'blue-green', stateful: 'rolling' };

/** The tier picks the strategy where none is written, and two of the three are not built yet. */
export function checkTier(root: Written): readonly PathFault[] {
  const tier = textAt(root, ['unit', 'tier']) ?? '';
  const strategy = Object.hasOwn(DEFAULTS, tier) ? DEFAULTS[tier] : undefined;
  if (strategy === undefined) return [];
  return keysAt(root, ['environments']).flatMap((name) => {
    const environment = ['environments', name];
    const isPromotedTo = valueAt(root, [...environment, 'requires']) !== undefined || name === 'production';
    if (!isPromotedTo || valueAt(root, [...environment, 'rollout']) !== undefined) return [];
    const message = `a ${tier} unit takes the strategy ${strategy} where none is written, which is not built yet`;
    const remedy = 'write  rollout: { strategy: canary }';
    return [{ path: [...environment, 'rollout'], on: 'value', code: 'not-built-yet', message, remedy }];
  });
}

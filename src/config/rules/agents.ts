import { nearestName } from '../../core/gate/nearest.ts';
import type { PathFault } from '../problem/fault.ts';
import { keysAt, valueAt, type Written } from '../yaml/written.ts';

/** Agents are sent to environments that there are. */
export function checkAgents(root: Written): readonly PathFault[] {
  const path = ['agents', 'environments'];
  const named = valueAt(root, path);
  const known = keysAt(root, ['environments']);
  if (!Array.isArray(named)) return [];
  return named.flatMap((name: Written, index): readonly PathFault[] => {
    if (typeof name !== 'string' || known.includes(name)) return [];
    const near = nearestName(name, known);
    const remedy = `write ${near ?? known.join(' or ')}`;
    const message = `there is no environment ${name}`;
    return [{ path: [...path, index], on: 'value', code: 'environment-unknown', message, remedy }];
  });
}

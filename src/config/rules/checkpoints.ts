import type { Path, PathFault } from '../problem/fault.ts';
import { isMap, itemsAt, valueAt, type Written } from '../yaml/written.ts';

const PROMOTION = ['checkpoints', 'production_promotion'];

/** Production waits for at least one person who can be asked. */
export function checkCheckpoints(root: Written): readonly PathFault[] {
  const others = ['ambiguous_metrics', 'after_rollback'].map((name) => ['checkpoints', name]);
  const written = others.filter((path) => isMap(valueAt(root, path)));
  return [
    ...checkApprovers(root, PROMOTION, true),
    ...written.flatMap((path) => checkApprovers(root, path, false)),
    ...[PROMOTION, ...written].flatMap((path) => checkCount(root, path)),
  ];
}

function checkApprovers(root: Written, checkpoint: Path, isNeeded: boolean): readonly PathFault[] {
  const path = [...checkpoint, 'approvers'];
  const value = valueAt(root, path);
  const isAbsent = value === undefined || value === null;
  if (itemsAt(root, path).length > 0 || (isAbsent && !isNeeded) || !(isAbsent || Array.isArray(value))) return [];
  const message = `nobody may answer ${checkpoint.at(-1)}`;
  const remedy = 'write  approvers: [person:NAME]';
  return [{ path: firstMissing(root, path), on: 'value', code: 'approvers-missing', message, remedy }];
}

/** The first part of a path that is not there; all of it when it is. */
function firstMissing(root: Written, path: Path): Path {
  const index = path.findIndex((_, at) => valueAt(root, path.slice(0, at + 1)) === undefined);
  return index === -1 ? path : path.slice(0, index + 1);
}

function checkCount(root: Written, checkpoint: Path): readonly PathFault[] {
  const path = [...checkpoint, 'count'];
  const count = valueAt(root, path);
  if (typeof count !== 'number' || !Number.isInteger(count)) return [];
  if (count < 1) {
    const message = `${checkpoint.at(-1)} would be answered by nobody`;
    return [{ path, on: 'value', code: 'approval-count', message, remedy: 'write  count: 1' }];
  }
  const approvers = itemsAt(root, [...checkpoint, 'approvers']);
  const persons = new Set(approvers.filter((one) => typeof one === 'string' && one.startsWith('person:')));
  const isBounded =
    approvers.length > 0 && approvers.every((one) => typeof one === 'string' && one.startsWith('person:'));
  if (!isBounded || count <= persons.size) return [];
  const message = `${count} different persons must answer, and only ${persons.size} may`;
  return [{ path, on: 'value', code: 'approval-count', message, remedy: 'name more approvers, or a group' }];
}

import type { PathFault } from '../problem/fault.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

const TRIGGERS = ['error_rate', 'latency_p99', 'health_timeout', 'deployment_timeout'];

/** Something takes a bad deployment back, and there is a release to go back to. */
export function checkRollback(root: Written): readonly PathFault[] {
  return [...withoutTrigger(root), ...fewReleases(root), ...rehearsedElsewhere(root)];
}

function withoutTrigger(root: Written): readonly PathFault[] {
  if (TRIGGERS.some((name) => valueAt(root, ['rollback', name]) !== undefined)) return [];
  const message = 'nothing would take a bad deployment back';
  const remedy = 'write  rollback: { error_rate: 2% }';
  return [{ path: ['rollback'], on: 'key', code: 'rollback-trigger-missing', message, remedy }];
}

function fewReleases(root: Written): readonly PathFault[] {
  const path = ['rollback', 'keep_releases'];
  const count = valueAt(root, path);
  if (typeof count !== 'number' || count >= 2) return [];
  const message = 'with fewer than two releases kept there is none to go back to';
  return [{ path, on: 'value', code: 'keep-releases', message, remedy: 'write  keep_releases: 5' }];
}

function rehearsedElsewhere(root: Written): readonly PathFault[] {
  const path = ['rollback', 'rehearse'];
  const written = textAt(root, path);
  const required = keysAt(root, ['environments'])
    .map((name) => textAt(root, ['environments', name, 'requires']))
    .filter((name) => name !== undefined);
  if (written === undefined || required.length === 0 || required.includes(written)) return [];
  const message = `a rehearsal on ${written}, which nothing requires, is not built yet`;
  return [{ path, on: 'value', code: 'not-built-yet', message, remedy: `write  rehearse: ${required[0]}` }];
}

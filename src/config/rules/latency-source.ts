import type { Path, PathFault } from '../problem/fault.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';
import { typeAt } from './metric-sources.ts';

const GATES = ['gates', 'shadow_gates', 'rollback_trigger'];
const LATENCY = /\blatency_p\d/;

/** A latency is judged from counts of durations, and HAProxy knows only averages: of them no gate could ever be proven. */
export function checkLatencySource(root: Written): readonly PathFault[] {
  const from = textAt(root, ['metrics', 'series', 'from']);
  const counting = typeAt(root, from === undefined ? ['metrics', 'source'] : ['metrics', 'sources', from]);
  const places = keysAt(root, ['environments']).filter((name) => isCountedByHaproxy(root, name, counting));
  const trigger = ['rollback', 'latency_p99'];
  return [
    ...(places.length === 0 || valueAt(root, trigger) === undefined ? [] : [fault(trigger, 'key')]),
    ...places.flatMap((name) => ['rollout', 'bake'].flatMap((block) => gatesIn(root, ['environments', name, block]))),
  ];
}

/** Only what is promoted to is judged; and a source of type router asks the router that it has. */
function isCountedByHaproxy(root: Written, name: string, counting: string): boolean {
  const path = ['environments', name];
  if (textAt(root, [...path, 'requires']) === undefined) return false;
  return counting === 'haproxy' || (counting === 'router' && textAt(root, [...path, 'router', 'type']) === 'haproxy');
}

/** The gates on latency below a block, wherever in it they stand. */
function gatesIn(root: Written, path: Path): readonly PathFault[] {
  const value = valueAt(root, path);
  if (Array.isArray(value)) return value.flatMap((_, index) => gatesIn(root, [...path, index]));
  if (typeof value === 'string') {
    const isGate = path.some((part) => GATES.includes(String(part)));
    return isGate && LATENCY.test(value) ? [fault(path, 'value')] : [];
  }
  return keysAt(root, path).flatMap((key) => gatesIn(root, [...path, key]));
}

const fault = (path: Path, on: 'key' | 'value'): PathFault => ({
  path,
  on,
  code: 'latency-unmeasured',
  message: 'HAProxy tells average times only, and a latency gate needs to know how many requests were slow',
  remedy: 'take it out, or count with Prometheus:  series: { from: NAME, …, latency: … }',
});

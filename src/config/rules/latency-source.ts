import type { Path, PathFault } from '../problem/fault.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';
import { typeAt } from './metric-sources.ts';

const GATES = ['gates', 'shadow_gates', 'rollback_trigger'];
const LATENCY = /\blatency_p\d/;

/** A latency is judged from counts of durations. HAProxy counts only averages, of which no gate could ever be proven; its log tells each. */
export function checkLatencySource(root: Written): readonly PathFault[] {
  const from = textAt(root, ['metrics', 'series', 'from']);
  const source = from === undefined ? ['metrics', 'source'] : ['metrics', 'sources', from];
  const places = keysAt(root, ['environments']).filter((name) => isWithoutDurations(root, name, source));
  const trigger = ['rollback', 'latency_p99'];
  return [
    ...(places.length === 0 || valueAt(root, trigger) === undefined ? [] : [fault(trigger, 'key')]),
    ...places.flatMap((name) => ['rollout', 'bake'].flatMap((block) => gatesIn(root, ['environments', name, block]))),
  ];
}

/** Only what is promoted to is judged; and a source of type router asks the router that it has. */
function isWithoutDurations(root: Written, name: string, source: Path): boolean {
  const path = ['environments', name];
  if (textAt(root, [...path, 'requires']) === undefined) return false;
  const tells = (block: Path): boolean => textAt(root, [...block, 'latency']) === 'log';
  const counting = typeAt(root, source);
  if (counting === 'haproxy') return !tells(source);
  const router = [...path, 'router'];
  return counting === 'router' && textAt(root, [...router, 'type']) === 'haproxy' && !tells(router);
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
  message: 'HAProxy counts average times only, and a latency gate needs to know how many requests were slow',
  remedy: 'let its log tell them:  latency: log  beside  backend:, with the ring of examples/haproxy; or take it out',
});

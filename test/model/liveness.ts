import { isInProduction } from '../../src/core/deployment/state.ts';
import type { Arc } from './explore.ts';
import type { Node } from './world.ts';

/** A state with a production effect from which a rollback with good results does not end; null when there is none. */
export function unreachableRollbacks(nodes: readonly Node[], arcs: readonly Arc[]): number | null {
  const into = new Map<number, number[]>();
  for (const { from, to, kind } of arcs) {
    if (kind === 'rollback' || kind === 'good') into.set(to, [...(into.get(to) ?? []), from]);
  }
  for (const actor of [0, 1]) {
    const phaseOf = (index: number) => nodes[index]?.actors[actor]?.deployment.phase;
    const reached = nodes.map((_, index) => phaseOf(index) === 'rolled-back');
    const open = reached.flatMap((is, index) => (is ? [index] : []));
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const from of into.get(next) ?? []) {
        if (reached[from] === true) continue;
        reached[from] = true;
        open.push(from);
      }
    }
    const stuck = nodes.findIndex((node, index) => {
      const deployment = node.actors[actor]?.deployment;
      return deployment !== undefined && isInProduction(deployment) && reached[index] === false;
    });
    if (stuck >= 0) return stuck;
  }
  return null;
}

/** A state on a circle of good results and ticks alone, in which neither time nor tries move on; null when there is none. */
export function findCycle(count: number, arcs: readonly Arc[]): number | null {
  const out: number[][] = Array.from({ length: count }, () => []);
  const incoming = new Int32Array(count);
  for (const { from, to, kind } of arcs) {
    if (kind !== 'good' && kind !== 'tick') continue;
    out[from]?.push(to);
    incoming[to] = (incoming[to] ?? 0) + 1;
  }
  // What is left after taking away all that nothing leads to, again and again, lies on or behind a circle.
  const free = [...incoming.keys()].filter((index) => incoming[index] === 0);
  let taken = 0;
  for (let next = free.pop(); next !== undefined; next = free.pop()) {
    taken += 1;
    for (const to of out[next] ?? []) {
      incoming[to] = (incoming[to] ?? 0) - 1;
      if (incoming[to] === 0) free.push(to);
    }
  }
  return taken === count ? null : incoming.findIndex((left) => left > 0);
}

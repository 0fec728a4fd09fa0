import { type Deployment, isInProduction, isTerminal } from '../../src/core/deployment/state.ts';
import type { Arc } from './explore.ts';
import type { Node } from './world.ts';

/** A state with a production effect from which a rollback with good results does not end; null when there is none. */
export const unreachableRollback = (nodes: readonly Node[], arcs: readonly Arc[]): number | null =>
  stuck(nodes, arcs, ['rollback', 'good'], ({ phase }) => phase === 'rolled-back', isInProduction);

/** A state that only an abort, a rejection or a rollback would end; null when there is none. */
export const deadEnd = (nodes: readonly Node[], arcs: readonly Arc[]): number | null =>
  stuck(
    nodes,
    arcs,
    ['good', 'tick', 'time', 'asked'],
    ({ phase }) => isTerminal(phase) || phase === 'rolled-back',
    () => true,
  );

/** A state that concerns us and from which arcs of these kinds lead to no end. */
function stuck(
  nodes: readonly Node[],
  arcs: readonly Arc[],
  kinds: readonly Arc['kind'][],
  isEnd: (deployment: Deployment) => boolean,
  concerns: (deployment: Deployment) => boolean,
): number | null {
  const into = new Map<number, number[]>();
  for (const { from, to, kind } of arcs) {
    if (!kinds.includes(kind)) continue;
    const sources = into.get(to);
    if (sources === undefined) into.set(to, [from]);
    else sources.push(from);
  }
  for (const actor of nodes[0]?.actors.keys() ?? []) {
    const holds = (node: Node, is: (deployment: Deployment) => boolean): boolean => {
      const deployment = node.actors[actor]?.deployment;
      return deployment !== undefined && is(deployment);
    };
    const reached = backFrom(
      nodes.map((node) => holds(node, isEnd)),
      into,
    );
    const found = nodes.findIndex((node, index) => holds(node, concerns) && reached[index] === false);
    if (found >= 0) return found;
  }
  return null;
}

function backFrom(ends: readonly boolean[], into: ReadonlyMap<number, readonly number[]>): readonly boolean[] {
  const reached = [...ends];
  const open = ends.flatMap((is, index) => (is ? [index] : []));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const from of into.get(next) ?? []) {
      if (reached[from] === true) continue;
      reached[from] = true;
      open.push(from);
    }
  }
  return reached;
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

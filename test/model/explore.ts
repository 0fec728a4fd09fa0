import type { GuardClause } from '../../src/core/guard/guard-forward.ts';
import { GUARD_CLAUSES } from '../../src/core/guard/guard-forward.ts';
import { checkNode } from './checks.ts';
import { type Edge, edgesOf } from './edges.ts';
import { deadEnd, findCycle, unreachableRollback } from './liveness.ts';
import { normalForm } from './normal-form.ts';
import { startsOf } from './starts.ts';
import type { Node, World } from './world.ts';

/** What a run found. `broken` names the rule and the shortest way there. */
export interface Explored {
  readonly states: number;
  readonly edges: number;
  readonly depth: number;
  readonly broken: { readonly rule: string; readonly path: readonly string[] } | null;
}

/** A world that grows past this is not the small one it was meant to be. */
const LIMIT = 150_000;

/** An edge of the graph, for what is asked of the whole of it. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly kind: Edge['kind'];
}

/** Walks the whole world, nearest states first, and stops at the first rule that is broken. */
export function explore(world: World, clauses: readonly GuardClause[] = GUARD_CLAUSES): Explored {
  const found = new Map<string, number>();
  const nodes: Node[] = [];
  const parents: { readonly from: number; readonly label: string; readonly depth: number }[] = [];
  const arcs: Arc[] = [];

  const pathTo = (index: number): readonly string[] => {
    const { from, label } = parents[index] as (typeof parents)[number];
    return from < 0 ? [label] : [...pathTo(from), label];
  };
  const add = (node: Node, from: number, label: string): number => {
    const form = normalForm(node);
    const known = found.get(form);
    if (known !== undefined) return known;
    found.set(form, nodes.length);
    parents.push({ from, label, depth: from < 0 ? 0 : (parents[from]?.depth ?? 0) + 1 });
    return nodes.push(node) - 1;
  };
  const report = (rule: string | null, path: readonly string[]): Explored => ({
    states: nodes.length,
    edges: arcs.length,
    depth: parents.at(-1)?.depth ?? 0,
    broken: rule === null ? null : { rule, path },
  });

  for (const { label, node } of startsOf(world)) add(node, -1, label);
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index] as Node;
    if (nodes.length > LIMIT) return report(`the world has more than ${LIMIT} states`, pathTo(index));
    const wrong = checkNode(node);
    if (wrong !== null) return report(wrong, pathTo(index));
    for (const edge of edgesOf(node, world, clauses)) {
      if (edge.broken !== null) return report(edge.broken, [...pathTo(index), edge.label]);
      if (edge.next === null) continue;
      arcs.push({ from: index, to: add(edge.next, index, edge.label), kind: edge.kind });
    }
  }
  const stuck = unreachableRollback(nodes, arcs);
  if (stuck !== null) return report('R6 a rollback does not get to its end', pathTo(stuck));
  const dead = deadEnd(nodes, arcs);
  if (dead !== null) return report('only giving up ends it', pathTo(dead));
  const cycle = findCycle(nodes.length, arcs);
  return cycle === null ? report(null, []) : report('the engine goes round without progress', pathTo(cycle));
}

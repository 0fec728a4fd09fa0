import { type Alias, type Document, isAlias, isNode, type Node, visit } from 'yaml';

/** What each alias stands for: the last value before it that bears the name. */
export function aliasTargets(document: Document): ReadonlyMap<Alias, Node> {
  const named = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, (_, node) => {
    if (!isNode(node)) return;
    if (isAlias(node)) {
      const target = named.get(node.source);
      if (target !== undefined) targets.set(node, target);
    } else if (node.anchor !== undefined) {
      named.set(node.anchor, node);
    }
  });
  return targets;
}

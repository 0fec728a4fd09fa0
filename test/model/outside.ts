import type { Outside } from './oracle-rules.ts';
import type { Node } from './world.ts';

/** What the oracle is told of the world around one deployment. */
export const outsideOf = (node: Node, index: number): Outside => ({
  now: node.now,
  isTargetPresent: node.isTargetPresent,
  staging: node.knownStaging,
  production: node.knownProduction,
  others: node.actors.filter((_, at) => at !== index).map((actor) => actor.known),
});

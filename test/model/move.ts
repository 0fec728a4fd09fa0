import type { Command } from '../../src/core/deployment/command.ts';
import type { Principal } from '../../src/core/principal/principal.ts';
import type { Node } from './world.ts';

/** A command somebody may give in a node. */
export interface Move {
  readonly label: string;
  readonly command: Command;
  /** True: the rules must allow it here. False: they must refuse it. Null: they may answer either way. */
  readonly mustBeAllowed: boolean | null;
}

/** A move in a node, by somebody. */
export const move = (
  label: string,
  command: object,
  node: Node,
  by: Principal,
  mustBeAllowed: boolean | null = null,
): Move => ({
  label,
  command: { at: node.now, principal: by, ...command } as Command,
  mustBeAllowed,
});

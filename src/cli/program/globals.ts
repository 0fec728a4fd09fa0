import { type Command, Option } from 'commander';
import type { GlobalOptions } from '../invocation.ts';
import { GLOBAL_FLAGS, type GlobalFlag } from './global-flags.ts';

/** Adds the flags that every command knows. What they are worth is decided in invocation.ts, together with their variables. */
export function addGlobals(root: Command): void {
  for (const flag of GLOBAL_FLAGS) root.addOption(optionOf(flag));
}

function optionOf({ flags, what, choices }: GlobalFlag): Option {
  const option = new Option(flags, what);
  return choices === undefined ? option : option.choices(choices);
}

/** What was given of the flags that every command knows. */
export const globals = (command: Command): GlobalOptions => command.optsWithGlobals();

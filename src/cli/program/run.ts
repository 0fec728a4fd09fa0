import type { CommandAction } from '../command.ts';
import type { GlobalOptions } from '../invocation.ts';

/** Runs what was asked for; given by the entry point, so that parsing stays apart from doing. */
export type Run = (name: string, options: GlobalOptions, action: CommandAction) => Promise<void>;

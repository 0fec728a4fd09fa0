import type { Command } from 'commander';
import { EXIT } from './exit.ts';
import { commandHelp, programHelp } from './help.ts';
import type { Outcome } from './outcome.ts';
import { commandAt, modelOf } from './program/model.ts';
import { VERSION } from './version.ts';

/** Wider lines are hard to read, whatever the terminal could show. */
const WIDEST = 100;
const NARROWEST = 60;
const NO_TERMINAL = 80;

/** The help of the command that these words name, as text and as the model it is written from. */
export function helpOutcome(root: Command, name: string, columns: number | undefined): Outcome {
  const model = modelOf(root);
  const command = name === '' ? undefined : commandAt(model, name.split(' '));
  const width = Math.min(WIDEST, Math.max(NARROWEST, columns ?? NO_TERMINAL));
  return command === undefined
    ? { exit: EXIT.good, text: programHelp(model, width), data: model }
    : {
        exit: EXIT.good,
        text: commandHelp(model, command, width),
        data: { ...command, globalFlags: model.globalFlags },
      };
}

/** The version, and for programs what it runs on. */
export const versionOutcome = (): Outcome => ({
  exit: EXIT.good,
  text: VERSION,
  data: { version: VERSION, node: process.versions.node, platform: `${process.platform}-${process.arch}` },
});

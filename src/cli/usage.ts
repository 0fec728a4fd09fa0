import type { Command, CommanderError } from 'commander';
import { nearestName } from '../core/gate/nearest.ts';
import { EXIT } from './exit.ts';
import type { Meant } from './meant.ts';
import type { Outcome } from './outcome.ts';

/** A command line that was not understood, as the outcome of a command. */
export function usageFailure(error: CommanderError, { command, name }: Meant): Outcome {
  const help = `plimsoll ${name === '' ? '' : `${name} `}--help`;
  const problem = usageProblem(error, command, name, help);
  const next = [
    ...(problem.remedy === help ? [] : [{ command: problem.remedy, why: 'what was probably meant' }]),
    { command: help, why: 'what it takes, with examples' },
  ];
  return { exit: EXIT.usage, text: '', data: {}, errors: [problem], next };
}

function usageProblem(error: CommanderError, command: Command, name: string, help: string) {
  // Commander says by this code that a group was named and none of its commands.
  if (error.code === 'commander.help') {
    const known = command.commands.map((one) => one.name()).join(', ');
    return { code: 'usage', message: `${name || 'plimsoll'} needs a command: ${known}`, remedy: help };
  }
  const [said = '', ...hints] = error.message.replace(/^error: /, '').split('\n');
  const hint = hints.join(' ').trim() || choiceHint(said);
  const nearest = /^\(Did you mean ([a-z-]+)\?\)$/.exec(hint)?.[1];
  const isCommand = error.code === 'commander.unknownCommand' && nearest !== undefined;
  const remedy = isCommand ? ['plimsoll', name, nearest, '--help'].filter((word) => word !== '').join(' ') : help;
  return { code: 'usage', message: hint === '' ? said : `${said} ${hint}`, remedy };
}

/** Commander names the choices, and not which one is near. */
function choiceHint(said: string): string {
  const [, given, choices] = / (?:argument|value) '([^']*)' is invalid.* Allowed choices are (.*)\.$/.exec(said) ?? [];
  const near = given === undefined || choices === undefined ? null : nearestName(given, choices.split(', '));
  return near === null ? '' : `(Did you mean ${near}?)`;
}

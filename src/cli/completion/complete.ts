import { homedir } from 'node:os';
import type { Command } from 'commander';
import { parseDuration } from '../../core/kernel/duration.ts';
import { type GlobalOptions, invocationOf } from '../invocation.ts';
import { modelOf, type ProgramModel } from '../program/model.ts';
import { lookUp } from './look-up.ts';
import { type Candidate, suggest } from './suggest.ts';
import { wordsAfterProgram } from './words.ts';

/** Nobody waits longer for a list of words, from the start of the process on; a slow machine may be given more. */
const PATIENCE = '300ms';

/** Prints what could be typed next, for the script of a shell: a word, a tab, what it means. Says nothing when anything fails. */
export async function complete(root: Command, [form, ...given]: readonly string[]): Promise<void> {
  // Whoever presses the key wants the prompt back, not a reason.
  const patience = parseDuration(process.env.PLIMSOLL_COMPLETION_LIMIT ?? PATIENCE) ?? 0;
  setTimeout(() => process.exit(0), Math.max(1, patience - performance.now()));
  try {
    const line = form === 'line' ? wordsAfterProgram(given[0] ?? '') : typed(given);
    const found = await candidates(modelOf(root), line);
    const text = found.map(({ value, what }) => `${value}\t${what}\n`).join('');
    process.stdout.write(text, () => process.exit(0));
  } catch {
    process.exit(0);
  }
}

/** Some shells drop an empty word: the one under the cursor comes with a sign before it. */
const typed = (words: readonly string[]): readonly string[] => [
  ...words.slice(0, -1),
  (words.at(-1) ?? '').replace(/^\+/, ''),
];

async function candidates(model: ProgramModel, line: readonly string[]): Promise<readonly Candidate[]> {
  const { words, live, prefix } = suggest(model, line);
  const current = line.at(-1) ?? '';
  const more = live === null ? [] : await lookUp(live, invocationOf(placeIn(model, line), process.env, false));
  return [...words, ...more]
    .map(({ value, what }) => (value.startsWith(':') ? { value, what } : { value: prefix + value, what }))
    .filter(({ value }) => value.startsWith(':') || value.startsWith(current));
}

const PLACES = ['dir', 'config', 'unit', 'server'] as const satisfies readonly (keyof GlobalOptions)[];

/** The flags of a line that say where to look. */
function placeIn(model: ProgramModel, line: readonly string[]): GlobalOptions {
  const found: Partial<Record<(typeof PLACES)[number], string>> = {};
  for (const key of PLACES) {
    const names = model.globalFlags.find((flag) => flag.names.includes(`--${key}`))?.names ?? [];
    for (const [index, word] of line.slice(0, -1).entries()) {
      const joined = names.find((name) => word.startsWith(`${name}=`));
      const value =
        joined === undefined ? (names.includes(word) ? line[index + 1] : undefined) : word.slice(joined.length + 1);
      if (value !== undefined) found[key] = value.replace(/^~(?=\/|$)/, homedir());
    }
  }
  return found;
}

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../../api/problem.ts';
import type { Refusal } from '../../core/kernel/refusal.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { type ComparedFile, compare } from '../init/compare.ts';
import { detect } from '../init/detect.ts';
import type { Detected } from '../init/detected.ts';
import { foundText, notesOn } from '../init/notes.ts';
import { proposedFiles } from '../init/proposal.ts';
import { writable, write } from '../init/write.ts';
import { MCP_CLIENTS } from '../mcp/clients.ts';
import type { Next, Outcome } from '../outcome.ts';
import { showOnTerminal } from '../terminal/controlling-terminal.ts';
import { readConfirmation } from '../terminal/passphrase.ts';

/** How `init` is asked. */
export interface InitOptions {
  readonly preset: string;
  /** Write without asking: for where nobody sits at a terminal. */
  readonly write: boolean;
  /** Also write over what is there and differs. */
  readonly force: boolean;
}

/** Looks at the folder, shows what it would write, and writes only what is new once that is wanted. */
export async function init(doing: Doing, options: InitOptions): Promise<Outcome> {
  refusePreset(options.preset);
  const { dir, config, noInput } = doing.invocation;
  const found = await detect(await folder(dir));
  const keepsConfig = !options.force && (await isThere(config));
  if (found.start === null && !keepsConfig) throw nothingToStart(dir);
  const hasMcp = await isThere(join(dir, MCP_CLIENTS['claude-code'].file));
  const proposed = proposedFiles(found, { dir, config, keepsConfig, hasMcp });
  const files = await Promise.all(proposed.map((file) => compare(dir, file)));
  const wanted = writable(files, options.force);
  const proposal = proposalText(found, files, options.force);
  if (wanted.length === 0) return outcome(found, files, [], `${proposal}\n\nnothing to write`);
  if (!options.write && noInput) {
    const text = `${proposal}\n\nnothing written: there is no terminal to ask at`;
    return { ...outcome(found, files, [], text), next: [{ command: again(options), why: 'write these files' }] };
  }
  const refused = options.write ? null : await ask(proposal, wanted);
  if (refused !== null) return notWritten(found, files, refused, options);
  for (const file of wanted) await write(file);
  const said = options.write ? `${proposal}\n\n` : '';
  return outcome(found, files, wanted, `${said}written: ${wanted.map(({ shown }) => shown).join(', ')}`);
}

function ask(proposal: string, wanted: readonly ComparedFile[]): Promise<Refusal | null> {
  // What is asked about is shown where it is asked, whatever becomes of stdout and stderr.
  const shown = showOnTerminal(`${proposal}\n\n`);
  const names = wanted.map((file) => file.shown).join(', ');
  return shown === null ? readConfirmation(`Type yes to write ${names}: `, 'yes') : Promise.resolve(shown);
}

function notWritten(found: Detected, files: readonly ComparedFile[], refused: Refusal, options: InitOptions): Outcome {
  const exit = refused.code === 'answer-cancelled' ? EXIT.interrupted : EXIT.good;
  const next = [{ command: again(options), why: 'write these files' }];
  return { ...outcome(found, files, [], `nothing written: ${refused.message}`), exit, next };
}

const again = ({ force }: InitOptions): string => `plimsoll init --write${force ? ' --force' : ''}`;

function proposalText(found: Detected, files: readonly ComparedFile[], force: boolean): string {
  const left = files.filter(({ state }) => state === 'differs' && !force);
  const parts = [
    foundText(found),
    notesOn(found)
      .map((note) => `! ${note}`)
      .join('\n'),
    ...files.map(({ diff }) => diff),
    left.map(({ shown }) => `! ${shown} is there and differs: left alone (--force writes over it)`).join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function outcome(
  found: Detected,
  files: readonly ComparedFile[],
  written: readonly ComparedFile[],
  text: string,
): Outcome {
  const data = {
    found,
    notes: notesOn(found),
    files: files.map((file) => ({
      path: file.shown,
      state: file.state,
      written: written.includes(file),
      diff: file.diff,
    })),
  };
  const next: readonly Next[] = [
    { command: 'plimsoll config check', why: 'see that the configuration is as you mean it' },
    { command: 'plimsoll doctor', why: 'see what is missing before the first deployment' },
  ];
  return { exit: EXIT.good, text, data, next };
}

function refusePreset(preset: string): void {
  if (preset === 'process') return;
  const isKnown = preset === 'container' || preset === 'kubernetes';
  const remedy = 'Use: plimsoll init --preset process';
  const problem = isKnown
    ? { code: 'not-built-yet', message: `the preset ${preset} is not built yet`, remedy }
    : { code: 'preset-unknown', message: `${preset} is no preset`, remedy };
  throw new ProblemError(isKnown ? 'refused' : 'usage', [problem]);
}

const nothingToStart = (dir: string): ProblemError =>
  new ProblemError('refused', [
    {
      code: 'nothing-to-start',
      message: `Nothing to start was found in ${dir}: no start script, no main and no server file`,
      remedy: 'Add a start script to package.json, or write plimsoll.yaml yourself (README.md shows the smallest)',
    },
  ]);

async function folder(dir: string): Promise<string> {
  const isFolder = await stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return dir;
  throw new ProblemError('usage', [
    { code: 'folder-missing', message: `${dir} is no folder`, remedy: 'Name the folder of the unit: -C DIR' },
  ]);
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

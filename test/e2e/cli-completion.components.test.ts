import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompletionPlace, completionPlace, completions } from './world/completion-place.ts';
import { completedIn, type InteractiveShell } from './world/shell.ts';

let place: CompletionPlace;
beforeAll(async () => {
  place = await completionPlace();
});
afterAll(async () => expect(await place.end()).toEqual([]));

const SHELLS: readonly InteractiveShell[] = [
  {
    command: 'zsh',
    args: ['-f', '-i'],
    setUp: [
      'bindkey -e; unset zle_bracketed_paste; unsetopt prompt_sp prompt_cr; autoload -U compinit; compinit -D -u',
      'source <(plimsoll completion zsh)',
      "PS1='READY> '",
    ],
  },
  {
    command: 'fish',
    args: ['--no-config', '-i'],
    setUp: ['plimsoll completion fish | source', "function fish_prompt; printf 'READY> '; end"],
  },
];

describe.each(SHELLS)('in a real $command', (shell) => {
  it.each(completions('ID'))('`%s` and a tab', async (beginning, words) => {
    const expected = words.map((word) => (word === 'ID' ? place.id : word));

    expect(await completedIn(shell, place, beginning)).toEqual(expected);
  });
});

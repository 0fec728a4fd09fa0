import { isRefusal, type Refusal, refuse } from '../../core/kernel/refusal.ts';
import { askAtTerminal, showOnTerminal } from './controlling-terminal.ts';

/** Asks for the passphrase of a key at the controlling terminal, without showing it. It is kept nowhere. */
export const readPassphrase = (prompt = 'Passphrase: '): Promise<string | Refusal> => askAtTerminal(prompt, 'hidden');

/**
 * Shows a new passphrase at the terminal alone and asks for it again, so that nobody enrols a key they cannot open. The
 * answer is the passphrase as typed.
 */
export async function confirmNewPassphrase(passphrase: string): Promise<string | Refusal> {
  const shown = showOnTerminal(`Your passphrase, shown once. Write it down:\n\n  ${passphrase}\n\n`);
  if (shown !== null) return shown;
  const typed = await readPassphrase('Type it again: ');
  if (isRefusal(typed) || inWords(typed) === inWords(passphrase)) return typed;
  return refuse('passphrase-differs', 'That is not the passphrase that was shown', 'Run the command again');
}

/** Asks for one word that a person must type, such as the name of the environment. Null when it was typed. */
export async function readConfirmation(prompt: string, expected: string): Promise<Refusal | null> {
  const typed = await askAtTerminal(prompt, 'shown');
  if (isRefusal(typed)) return typed;
  return typed.trim() === expected
    ? null
    : refuse('not-confirmed', `${expected} was not typed, so nothing was done`, 'Run the command again');
}

const inWords = (passphrase: string): string =>
  passphrase
    .trim()
    .split(/[\s-]+/u)
    .join(' ');

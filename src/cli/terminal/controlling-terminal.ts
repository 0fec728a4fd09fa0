import { closeSync, openSync, writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { isatty, ReadStream } from 'node:tty';
import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import { EMPTY_LINE, type TypedLine, typeKeys } from './typed-line.ts';

const TERMINAL = '/dev/tty';

/** Whether what is typed is seen. */
export type Echo = 'shown' | 'hidden';

/** Writes text to the controlling terminal and nowhere else: not to standard output, which may be kept or read by others. */
export function showOnTerminal(text: string): Refusal | null {
  const output = openTerminal('w');
  if (typeof output !== 'number') return output;
  try {
    writeSync(output, text);
    return null;
  } catch {
    return refuseGone();
  } finally {
    closeSync(output);
  }
}

/**
 * Asks for one line at the controlling terminal. Standard input is never looked at, so that nothing piped in, no file and
 * no setting of a CI job can answer. Where the signal is aborted nobody is asked any longer.
 */
export async function askAtTerminal(prompt: string, echo: Echo, needless?: AbortSignal): Promise<string | Refusal> {
  const input = openTerminal('r');
  if (typeof input !== 'number') return input;
  const stream = new ReadStream(input);
  // A terminal that is closed meanwhile shows as an end; without a listener its error would end the process.
  stream.on('error', () => stream.destroy());
  try {
    // The prompt comes after the echo is off: whoever answers quickly is not shown either.
    stream.setRawMode(true);
    const refused = showOnTerminal(prompt);
    if (refused !== null) return refused;
    const line = await readLine(stream, echo, needless);
    showOnTerminal('\n');
    if (needless?.aborted) return refuseNeedless();
    return line.state === 'done' ? line.text : refuseUnanswered(line);
  } finally {
    if (!stream.destroyed) stream.setRawMode(false);
    stream.destroy();
  }
}

function readLine(stream: ReadStream, echo: Echo, needless: AbortSignal | undefined): Promise<TypedLine> {
  const decoder = new StringDecoder('utf8');
  return new Promise((resolve) => {
    let line = EMPTY_LINE;
    const gone = () => resolve({ state: 'typing', text: '' });
    stream.on('data', (bytes: Buffer) => {
      const before = line;
      line = typeKeys(line, decoder.write(bytes));
      if (echo === 'shown') showChange(before.text, line.text);
      if (line.state !== 'typing') resolve(line);
    });
    stream.once('end', gone).once('close', gone);
    if (needless?.aborted) gone();
    needless?.addEventListener('abort', gone, { once: true });
  });
}

function showChange(before: string, after: string): void {
  const old = Array.from(before);
  const typed = Array.from(after);
  const firstOther = old.findIndex((character, index) => character !== typed[index]);
  const kept = firstOther < 0 ? old.length : firstOther;
  showOnTerminal('\b \b'.repeat(old.length - kept) + typed.slice(kept).join(''));
}

function openTerminal(mode: 'r' | 'w'): number | Refusal {
  try {
    const descriptor = openSync(TERMINAL, mode);
    if (isatty(descriptor)) return descriptor;
    closeSync(descriptor);
    return refuseNoTerminal();
  } catch {
    return refuseNoTerminal();
  }
}

const refuseNoTerminal = (): Refusal =>
  refuse(
    'no-terminal',
    'This process has no controlling terminal to ask at',
    'Run it yourself in a terminal; an answer is never read from standard input, a flag, a file or the environment',
  );

const refuseUnanswered = (line: TypedLine): Refusal =>
  line.state === 'cancelled'
    ? refuse('answer-cancelled', 'Nothing was answered', 'Run the command again when you want to answer')
    : refuseGone();

const refuseNeedless = (): Refusal =>
  refuse('answered-elsewhere', 'It was answered meanwhile', 'Nothing more is to be answered here');

const refuseGone = (): Refusal =>
  refuse('terminal-gone', 'The terminal went away before the answer', 'Run the command again');

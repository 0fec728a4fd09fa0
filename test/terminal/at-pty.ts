import { spawn } from '@lydell/node-pty';

/** A program that runs at a real pseudo-terminal. */
export interface AtPty {
  type(text: string): void;
  /** Takes the terminal away, as if its window had been closed. */
  kill(): void;
  /** Its exit code, once all that it said was handed on. */
  readonly ended: Promise<number>;
}

/** Where it runs, and how large its terminal is. */
export interface PtyPlace {
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly columns: number;
  readonly rows?: number;
}

/**
 * node-pty throws away what nobody has read 200 ms after its program ended, which on a busy machine is the program's last words. So
 * it runs a shell that says how the program ended and then stays until that was read. Ctrl-C is for the program alone.
 */
const STAYING = `trap : INT QUIT; "$@"; printf '\\033]ended;%d\\007' "$?"; read -r _`;
const MARK = '\u001b]ended;';
const MARK_END = '\u0007';

/** Runs a program at a pseudo-terminal, and hands on what it says as it says it. */
export function atPty(
  [file, ...args]: readonly [string, ...string[]],
  { dir, env, columns, rows = 24 }: PtyPlace,
  said: (text: string) => void,
): AtPty {
  const terminal = spawn('/bin/sh', ['-c', STAYING, 'sh', file, ...args], { cwd: dir, env, cols: columns, rows });
  const kill = (): void => terminal.kill('SIGKILL');
  const ended = new Promise<number>((resolve) => {
    let held = '';
    terminal.onData((data) => {
      const [text = '', ...after] = (held + data).split(MARK);
      const beginning = after.length > 0 ? 0 : markBegunIn(text);
      held = after.length > 0 ? MARK + after.join(MARK) : text.slice(text.length - beginning);
      const whole = text.slice(0, text.length - beginning);
      if (whole !== '') said(whole);
      const [code = '', ...behind] = (after[0] ?? '').split(MARK_END);
      if (behind.length === 0) return;
      resolve(Number(code));
      kill();
    });
    terminal.onExit(({ exitCode }) => resolve(exitCode));
  });
  return { type: (text) => terminal.write(text), kill, ended };
}

/** How many characters at the end of a text may be the beginning of the mark. */
function markBegunIn(text: string): number {
  for (let length = MARK.length - 1; length > 0; length -= 1) if (text.endsWith(MARK.slice(0, length))) return length;
  return 0;
}

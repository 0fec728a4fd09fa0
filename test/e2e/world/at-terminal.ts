import { spawn } from '@lydell/node-pty';
import { MAIN_FILE } from './program.ts';

/** When this was seen, type that: a text, or what is made of all that was seen so far. */
export type Step = readonly [when: string | RegExp, type: string | ((seen: string) => string)];

/** What a command said at a terminal, and its exit code. */
export interface Said {
  readonly seen: string;
  readonly exit: number;
}

/** Runs a command at a real pseudo-terminal and types what the steps say, one after the other. */
export function atTerminal(
  { dir, env }: { readonly dir: string; readonly env: Readonly<Record<string, string>> },
  args: readonly string[],
  steps: readonly Step[],
): Promise<Said> {
  const terminal = spawn(process.execPath, [MAIN_FILE, ...args, '-C', dir], {
    cwd: dir,
    env: { ...process.env, ...env },
    cols: 240,
  });
  const left = [...steps];
  let seen = '';
  let looked = 0;
  terminal.onData((data) => {
    seen += data;
    const [step] = left;
    if (step === undefined) return;
    const [when, type] = step;
    const fresh = seen.slice(looked);
    if (typeof when === 'string' ? !fresh.includes(when) : !when.test(fresh)) return;
    left.shift();
    looked = seen.length;
    terminal.write(typeof type === 'string' ? type : type(seen));
  });
  return new Promise((resolve) => terminal.onExit(({ exitCode }) => resolve({ seen, exit: exitCode })));
}

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Ran } from './program.ts';
import { MAIN_FILE } from './program.ts';

const PROGRAM = fileURLToPath(new URL('commands-process.mjs', import.meta.url));
const ENTRY = pathToFileURL(MAIN_FILE.replace(/main\.js$/, 'command-line.js')).href;

/** The built command line in one process that stays, for the many command lines whose answer alone is looked at. */
export class Commands {
  readonly #child: ChildProcess;
  #number = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** In this folder, with these variables besides those of the tests. */
  constructor(cwd: string, env: Readonly<Record<string, string>> = {}) {
    this.#child = fork(PROGRAM, [ENTRY], {
      cwd,
      env: { ...process.env, ...env },
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  /** Runs a command line as a program would, once those before it have ended. */
  run(...args: readonly string[]): Promise<Ran> {
    const ran = this.#last.then(() => this.#ask(args));
    this.#last = ran.catch(() => undefined);
    return ran;
  }

  end(): void {
    this.#child.disconnect();
  }

  #ask(args: readonly string[]): Promise<Ran> {
    const number = this.#number++;
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error(`the process ended while it ran: plimsoll ${args.join(' ')}`));
      const answered = (answer: Ran): void => {
        child.off('exit', ended);
        resolve({ exit: answer.exit, out: trimmed(answer.out), err: trimmed(answer.err) });
      };
      child.once('exit', ended);
      child.once('message', answered);
      child.send({ number, args: [...args, '--no-input'] });
    });
  }
}

/** Without the last end of line, as a program that reads lines sees it. */
const trimmed = (text: string): string => text.replace(/\n$/, '');

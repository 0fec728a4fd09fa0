import { atPty } from '../../terminal/at-pty.ts';
import { MAIN_FILE } from './program.ts';

/** When this was seen, type that: a text, or what is made of all that was seen so far. */
export type Step = readonly [when: string | RegExp, type: string | ((seen: string) => string)];

/** Where a command runs, with what around it; another program than the built command line where one is named. */
export interface Terminal {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly program?: readonly [file: string, ...words: string[]];
}

/** What a command said at a terminal, and its exit code. */
export interface Said {
  readonly seen: string;
  readonly exit: number;
}

/** What a command asks a person for. Asked for something that no step types, it would wait for ever. */
const PROMPT = /(?:Type \S+ to go on|Type it again|Passphrase of [^:\s]+:\S+): $/;

/** A line may be written in several parts, and again while it is typed: only what stays a while is a question, in milliseconds. */
const STAYS = 60_000;

/** Where nothing that a step waits for comes, what was seen instead is told before the test's own limit ends it in silence, in milliseconds. */
const LONGEST = 240_000;

/**
 * Runs a command at a real pseudo-terminal and types what the steps say, one after the other. A question that is none of theirs
 * ends the command, with what it said.
 */
export function atTerminal(
  { dir, env, program: [file, ...words] = [process.execPath, MAIN_FILE] }: Terminal,
  args: readonly string[],
  steps: readonly Step[],
): Promise<Said> {
  const left = [...steps];
  let seen = '';
  let looked = 0;
  let giveUp: NodeJS.Timeout | undefined;
  const command = [file, ...words, ...args, '-C', dir] as const;
  const terminal = atPty(command, { dir, env: { ...process.env, ...env }, columns: 240 }, (text) => {
    seen += text;
    clearTimeout(giveUp);
    const [step] = left;
    const fresh = seen.slice(looked);
    const isMeant = step !== undefined && (typeof step[0] === 'string' ? fresh.includes(step[0]) : step[0].test(fresh));
    if (!isMeant) {
      if (PROMPT.test(fresh)) giveUp = setTimeout(terminal.kill, STAYS);
      return;
    }
    const [, type] = step;
    left.shift();
    looked = seen.length;
    terminal.type(typeof type === 'string' ? type : type(seen));
  });
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => {
      reject(
        new Error(
          `Nobody was asked ${left[0]?.[0] ?? 'anything more, and it did not end'}. Seen: ${seen.slice(-4_000)}`,
        ),
      );
      terminal.kill();
    }, LONGEST);
    void terminal.ended.then((exit) => {
      clearTimeout(giveUp);
      clearTimeout(tooLong);
      resolve({ seen, exit });
    });
  });
}

import { spawn } from '@lydell/node-pty';

/** A shell that somebody sits at, with what it takes to complete plimsoll. */
export interface InteractiveShell {
  readonly command: string;
  readonly args: readonly string[];
  /** What is typed once, so that it completes; the prompt is told to be `READY> `. */
  readonly setUp: readonly string[];
}

const PROMPT = 'READY> ';
const TO_LINE_START = '\u0001';

/** Types the beginning of a command line and a tab into a shell, and gives the words that stand there then. */
export async function completedIn(
  { command, args, setUp }: InteractiveShell,
  place: { readonly dir: string; readonly env: Readonly<Record<string, string>> },
  beginning: string,
): Promise<readonly string[]> {
  const shell = spawn(command, [...args], {
    cwd: place.dir,
    env: { ...process.env, ...place.env, TERM: 'xterm' },
    cols: 200,
  });
  let seen = '';
  const waiting = new Set<() => void>();
  shell.onData((data) => {
    seen += data;
    for (const look of waiting) look();
  });
  const until = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = pattern.exec(seen);
        if (found === null) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  try {
    for (const line of setUp) shell.write(`${line}\r`);
    await until(new RegExp(`(?:^|[\\r\\n\\u0007lhmJK])${PROMPT}`));
    seen = '';
    // The line is not run but printed, word by word: what a terminal shows of it on the way does not matter.
    shell.write(`${beginning}\t${TO_LINE_START}printf '<%s>' \r`);
    const [whole] = await until(/<plimsoll>(?:<[^>]*>)+(?=[^<])/);
    return [...whole.matchAll(/<([^>]*)>/g)].map(([, word = '']) => word).slice(1);
  } finally {
    shell.kill('SIGKILL');
  }
}

import { spawn as spawnPlain } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type AtPty, atPty } from '../../../test/terminal/at-pty.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SECRET = 'amber-kite-olive';

/** A program that asks and then prints the answer's length or code, never the answer. */
const program = (ask: string): string[] => [
  '--import',
  'tsx',
  '--input-type=module',
  '-e',
  `import { confirmNewPassphrase, readConfirmation, readPassphrase } from './src/cli/terminal/passphrase.ts';
   const answer = await ${ask};
   console.log('ANSWER ' + (typeof answer === 'string' ? answer.length : answer === null ? 'yes' : answer.code) + '.');`,
];

const running: AtPty[] = [];

afterEach(() => {
  for (const terminal of running.splice(0)) terminal.kill();
});

/** Runs a program at a real pseudo-terminal, and types when it has printed something. */
async function atTerminal(command: readonly [string, ...string[]], steps: readonly (readonly [string, string])[]) {
  const left = [...steps];
  let seen = '';
  const terminal = atPty(command, { dir: ROOT, env: { ...process.env, FORCE_COLOR: '0' }, columns: 200 }, (text) => {
    seen += text;
    const next = left[0];
    if (next === undefined || !seen.includes(next[0])) return;
    left.shift();
    terminal.type(next[1]);
  });
  running.push(terminal);
  await terminal.ended;
  running.splice(running.indexOf(terminal), 1);
  return seen;
}

const ask = (question: string, ...steps: readonly (readonly [string, string])[]): Promise<string> =>
  atTerminal([process.execPath, ...program(question)], steps);

describe('at a pseudo-terminal', () => {
  it('a passphrase is read and never shown', async () => {
    const seen = await ask('readPassphrase()', ['Passphrase: ', `${SECRET}\r`]);

    expect(seen).toContain(`ANSWER ${SECRET.length}.`);
    expect(seen).not.toContain('amber');
  });

  it('the terminal shows what is typed again afterwards', async () => {
    const question = `readPassphrase().then((one) => readConfirmation('Type production: ', 'production'))`;

    const typed = [
      ['Type production: ', 'productiom'],
      ['productiom', '\u007fn\r'],
    ] as const;
    const seen = await ask(question, ['Passphrase: ', `${SECRET}\r`], ...typed);

    expect(seen).toContain('Type production: productiom\b \bn');
    expect(seen).toContain('ANSWER yes.');
  });

  it('another word confirms nothing', async () => {
    const seen = await ask(`readConfirmation('Type production: ', 'production')`, ['Type production: ', 'yes\r']);

    expect(seen).toContain('ANSWER not-confirmed.');
  });

  it('Ctrl-C answers nothing', async () => {
    const seen = await ask('readPassphrase()', ['Passphrase: ', 'amb\u0003']);

    expect(seen).toContain('ANSWER answer-cancelled.');
  });

  it('what is piped into standard input is not taken for the answer', async () => {
    const shell = `echo from-the-pipe | "$0" "$@"`;

    const args = ['-c', shell, process.execPath, ...program('readPassphrase()')];
    const seen = await atTerminal(['/bin/sh', ...args], [['Passphrase: ', `${SECRET}\r`]]);

    expect(seen).toContain(`ANSWER ${SECRET.length}.`);
  });

  it('a new passphrase is shown once and must be typed again, with spaces or hyphens', async () => {
    const question = `confirmNewPassphrase('${SECRET}')`;

    const good = await ask(question, ['Type it again: ', 'amber kite  olive\r']);
    const bad = await ask(question, ['Type it again: ', 'amber-kite\r']);

    expect(good.split(SECRET)).toHaveLength(2);
    expect(good).toContain('ANSWER 17.');
    expect(bad).toContain('ANSWER passphrase-differs.');
  });
});

describe('without a controlling terminal', () => {
  it.each([
    'readPassphrase()',
    `readConfirmation('Type production: ', 'production')`,
    `confirmNewPassphrase('${SECRET}')`,
  ])('%s is refused, whatever standard input and environment hold', async (question) => {
    // Detached is a session of its own: the test's terminal, if there is one, is not the child's.
    const child = spawnPlain(process.execPath, program(question), {
      cwd: ROOT,
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, PLIMSOLL_PASSPHRASE: SECRET, PASSPHRASE: SECRET },
    });
    child.stdin.end(`${SECRET}\nproduction\n`);
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });

    await new Promise((resolve) => child.once('close', resolve));

    expect(printed).toBe('ANSWER no-terminal.\n');
  });
});

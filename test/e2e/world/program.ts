import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The built command line. */
export const MAIN_FILE = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

/** Builds what the tests run; quick when nothing changed, and left out where `./check` has just done it. */
export async function build(): Promise<void> {
  if (process.env.CHECK_HAS_BUILT === 'yes') return;
  await execa(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'src/cli'], { cwd: ROOT });
}

/** Bundles the page that the control plane serves; at once when nothing changed. */
export async function buildPage(): Promise<void> {
  await execa(process.execPath, ['scripts/build-page.mjs'], { cwd: ROOT });
}

/** What a command of the command line came to. */
export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in a unit's folder, as a program would. */
export async function plimsoll(dir: string, ...args: readonly string[]): Promise<Ran> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [MAIN_FILE, ...args, '--no-input', '-C', dir], {
    reject: false,
    stdin: 'ignore',
  });
  return { exit: exitCode ?? -1, out: stdout, err: stderr };
}

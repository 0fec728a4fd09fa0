import type { Manifest } from './manifest.ts';

/** How the unit is started, and the file that serves, where it is known. */
export interface StartCommand {
  readonly command: readonly string[];
  readonly file: string | null;
}

/** Where a server lies when nothing names it; the first that is there is taken. */
export const SERVER_FILES: readonly string[] = ['', 'src/', 'app/', 'dist/', 'build/'].flatMap((folder) =>
  ['server', 'index', 'app', 'main'].flatMap((name) => ['js', 'mjs', 'cjs'].map((end) => `${folder}${name}.${end}`)),
);

// One program with plain arguments: anything a shell would do more with is left to npm.
const PLAIN_NODE = /^node((?: +[A-Za-z0-9_./=-]+)+)$/;

/** How to start the unit: its `start` script, else `main`, else a server file that is there; null when nothing is found. */
export function startCommand(manifest: Manifest | null, present: readonly string[]): StartCommand | null {
  const script = manifest?.scripts.start?.trim() ?? '';
  const hasHooks = manifest?.scripts.prestart !== undefined || manifest?.scripts.poststart !== undefined;
  const plain = hasHooks ? null : PLAIN_NODE.exec(script);
  if (plain !== null) {
    const args = (plain[1] ?? '').trim().split(/ +/);
    // Without npm in between, SIGTERM reaches the server itself.
    return { command: ['node', ...args], file: args.find((arg) => !arg.startsWith('-')) ?? null };
  }
  if (script !== '') return { command: ['npm', 'start', '--silent'], file: null };
  const main = manifest?.main?.replace(/^\.\//, '');
  const file = main !== undefined && present.includes(main) ? main : SERVER_FILES.find((one) => present.includes(one));
  return file === undefined ? null : { command: ['node', file], file };
}

import type { Problem } from '../../api/problem.ts';
import { onOneLine } from '../render/visible.ts';

/** Whether a runner of GitHub reads what is printed, and takes some lines of it for commands. */
export const isOnGithub = (env: Readonly<Record<string, string | undefined>>): boolean => env.GITHUB_ACTIONS === 'true';

// A runner takes a line for a command when it begins with `::`, spaces before it or not, or when `##[` stands anywhere in it.
const COMMAND = /^(\s*):(?=:)/gm;
const OLD_COMMAND = /##(?=\[)/g;

/** Text that no runner takes for a command, whoever wrote it: a log, a reason, the name of a branch. */
export const defused = (text: string): string => text.replaceAll(COMMAND, '$1: ').replaceAll(OLD_COMMAND, '## ');

/** Begins a part that readers fold; there are no parts within parts. */
export const beginGroup = (title: string): string => `::group::${dataText(onOneLine(title))}`;

export const END_GROUP = '::endgroup::';

/** An annotation for a problem, at its place in the file where it has one. `root` is the folder that the host shows files from. */
export function annotation({ code, message, remedy, path, line, col }: Problem, root: string | undefined): string {
  const place: readonly (readonly [string, string | number | undefined])[] =
    path === undefined
      ? []
      : [
          ['file', below(root, path)],
          ['line', line],
          ['col', col],
        ];
  const properties = [...place, ['title', code] as const].flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${propertyText(String(value))}`],
  );
  return `::error ${properties.join(',')}::${dataText(`${message}\nnext: ${remedy}`)}`;
}

const below = (root: string | undefined, path: string): string =>
  root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;

const dataText = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const propertyText = (text: string): string => dataText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

import { hideSecrets } from './known-secrets.ts';

const LONGEST_LINE = 2_000;

// Escape sequences go whole, so that no letters of them are left behind: CSI, OSC up to its end, then two-character ones.
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /\u001b\[[0-?]*[ -/]*[@-~]|\u009b[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
const UNSEEN =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;

/** One line of foreign text as it may be shown: no secret, no control characters, nothing invisible, not endless. */
export function printable(line: string): string {
  // Before anything is cut: of a secret not even a part is shown. And after: control characters may have stood within one.
  const seen = hideSecrets(line)
    .slice(0, LONGEST_LINE * 4)
    .replace(ESCAPES, '')
    .replace(CONTROLS, '')
    .replace(UNSEEN, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
  const shown = hideSecrets(seen);
  return shown.length > LONGEST_LINE ? `${shown.slice(0, LONGEST_LINE)}…` : shown;
}

/** The last lines of a text, printable, newest last. A final line break opens no further line. */
export function lastLines(text: string, count: number): readonly string[] {
  if (count <= 0) return [];
  const lines = text.split(/\r?\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines.slice(-count).map(printable);
}

const LONGEST_WORDS = 240;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
const UNSEEN =
  /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text of a file as a terminal may show it: a tab is one space, other control characters go, what cannot be seen is spelled out. */
export const readable = (text: string): string =>
  text
    .replaceAll('\t', ' ')
    .replace(CONTROLS, '')
    .replace(UNSEEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A message that repeats from the file what somebody else wrote, kept to a length that no file can stretch. */
export const shortened = (text: string): string =>
  text.length <= LONGEST_WORDS ? text : `${text.slice(0, LONGEST_WORDS - 1)}…`;

/** What a message repeats from the file, in a few signs. */
export const quoted = (text: string): string => `'${text.length <= 40 ? text : `${text.slice(0, 39)}…`}'`;

/** A line while it is typed, finished by Enter, or given up by Ctrl-C, or by Ctrl-D on an empty line. */
export interface TypedLine {
  readonly state: 'typing' | 'done' | 'cancelled';
  readonly text: string;
}

/** Longer than anything that is asked for; what comes after it is dropped. */
const LONGEST = 1024;

/** A line on which nothing was typed yet. */
export const EMPTY_LINE: TypedLine = { state: 'typing', text: '' };

/** The line after more keys, as a terminal in raw mode sends them. What follows Enter in the same piece is dropped. */
export function typeKeys(line: TypedLine, keys: string): TypedLine {
  let typed = line;
  let isEscape = false;
  for (const key of keys) {
    if (typed.state !== 'typing') return typed;
    if (key === '\u001b') isEscape = true;
    else if (isEscape) isEscape = !endsEscape(key);
    else typed = typeKey(typed.text, key);
  }
  return typed;
}

function typeKey(text: string, key: string): TypedLine {
  switch (key) {
    case '\r':
    case '\n':
      return { state: 'done', text };
    case '\u0003':
      return { state: 'cancelled', text: '' };
    case '\u0004':
      return text === '' ? { state: 'cancelled', text: '' } : { state: 'typing', text };
    case '\u007f':
    case '\b':
      return { state: 'typing', text: Array.from(text).slice(0, -1).join('') };
    case '\u0015':
      return EMPTY_LINE;
    default:
      return { state: 'typing', text: isPrintable(key) && text.length < LONGEST ? text + key : text };
  }
}

// Arrow and function keys come as ESC, a bracket or O, and a letter or tilde: none of it is text.
const endsEscape = (key: string): boolean => /[A-Za-z~]/.test(key) && key !== 'O';

const isPrintable = (key: string): boolean => !/\p{Cc}/u.test(key);

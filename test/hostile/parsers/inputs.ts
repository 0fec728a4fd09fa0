/** Numbers that look random and are the same every time. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

// What parsers stumble over: structure, escapes, other spellings of signs, numbers at the edges, names that objects know.
const PIECES = [
  ...[
    '\n',
    '\r',
    '\t',
    ' ',
    ':',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '#',
    '*',
    '&a ',
    '*a',
    '!x ',
    '%',
    '> 2%',
    '|',
  ],
  ...[
    `\${X}`,
    '<<: ',
    '__proto__',
    '"__proto__":',
    'constructor',
    '? ',
    '---\n',
    '\\',
    '\\u0000',
    '\\ud800',
    '\u0000',
    '\ud800',
    '\ufeff',
  ],
  ...[
    '\u202e',
    '\u200b',
    '\u001b[2J',
    '0',
    '-0',
    '-1',
    '1e999',
    '1e-999',
    '9007199254740993',
    '0x1f',
    'NaN',
    'Infinity',
    'null',
  ],
  ...[
    'true',
    '~',
    '<',
    '>',
    '</',
    '<!DOCTYPE a [<!ENTITY x "y">]>',
    '&x;',
    '<![CDATA[',
    ']]>',
    '<?xml?>',
    '<!--',
    'BEGIN:',
    'END:',
  ],
  ...[
    'DTSTART:',
    'RRULE:FREQ=SECONDLY',
    'COUNT=99999999',
    ' and ',
    ' or ',
    '(',
    ')',
    '<=',
    'baseline',
    '%%',
    '1h1h',
    '=',
    'AAAA',
    '+/',
  ],
];
const BOMBS = [
  '[',
  '{"a":',
  '(',
  '{a: ',
  '- ',
  '<a>',
  '"',
  '\\',
  '&a ',
  '*a ',
  '1,',
  'x',
  'a:\n',
  '\u{1f4a3}',
  'BEGIN:VEVENT\n',
  '!',
];

/** One input after the other: right texts with a few edits, pieces of two of them, and now and then something very long or deep. */
export function hostileInputs(seeds: readonly string[], seed: number): () => string {
  const chance = numbersFrom(seed);
  const below = (limit: number): number => Math.floor(chance() * limit);
  const one = <Value>(of: readonly Value[]): Value => of[below(of.length)] as Value;
  const edited = (text: string): string => {
    const from = below(text.length + 1);
    const to = Math.min(text.length, from + below(40));
    switch (below(7)) {
      case 0:
        return text.slice(0, from) + one(PIECES) + text.slice(from);
      case 1:
        return text.slice(0, from) + text.slice(to);
      case 2:
        return text.slice(0, from) + one(PIECES) + text.slice(to);
      case 3:
        return text.slice(0, to) + text.slice(from);
      case 4:
        return text.slice(0, from);
      case 5:
        return (
          text.slice(0, from) + String.fromCharCode(text.charCodeAt(from) ^ (1 << below(8))) + text.slice(from + 1)
        );
      default:
        return text.slice(0, from) + one(seeds).slice(below(200));
    }
  };
  return () => {
    let text = one(seeds);
    for (let edits = 1 + below(5); edits > 0; edits -= 1) text = edited(text);
    if (chance() < 0.02) {
      const at = below(text.length + 1);
      text = text.slice(0, at) + one(BOMBS).repeat(1 + below(40_000)) + text.slice(at);
    }
    return text;
  };
}

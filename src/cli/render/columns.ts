const GAP = 2;
/** A left side that is longer has a line of its own. */
const WIDEST_LEFT = 30;
/** Lines are indented by this much where they are shown. */
const MARGIN = 2;

/** Two columns, the right one wrapped to the width of the terminal. */
export function columns(rows: readonly (readonly [string, string])[], width: number): readonly string[] {
  const left = Math.min(WIDEST_LEFT, Math.max(0, ...rows.map(([text]) => text.length)));
  const room = Math.max(20, width - MARGIN - left - GAP);
  return rows.flatMap(([name, text]) => {
    const lines = wrapped(text, room).split('\n');
    const indent = ' '.repeat(left + GAP);
    if (name.length > left) return [name, ...lines.map((line) => indent + line)];
    const [first = '', ...rest] = lines;
    return [`${name.padEnd(left)}${' '.repeat(GAP)}${first}`.trimEnd(), ...rest.map((line) => indent + line)];
  });
}

/** Breaks a text between words; a word that is longer than the width stays whole. */
export function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

/** The words of a command line up to the cursor as a shell would read them; the last one, perhaps empty, is being typed. */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let isBegun = false;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at] ?? '';
    if (quote === '' && /\s/.test(sign)) {
      if (isBegun) words.push(word);
      word = '';
      isBegun = false;
      continue;
    }
    isBegun = true;
    if (sign === '\\' && quote !== "'") {
      at += 1;
      word += line[at] ?? '';
    } else if (quote === sign) {
      quote = '';
    } else if (quote === '' && (sign === '"' || sign === "'")) {
      quote = sign;
    } else {
      word += sign;
    }
  }
  return [...words, word];
}

/** The words after the program's own name, which may stand behind variables that are set for it alone. */
export function wordsAfterProgram(line: string): readonly string[] {
  const words = wordsOf(line);
  const program = words.findIndex((word) => !/^\w+=/.test(word));
  return words.slice(program + 1);
}

/**
 * The first key that stands twice in one object, or is `__proto__`, in a text that is known to be JSON; undefined where there is none.
 * Some parsers keep the last of two, others the first, and some make a prototype of `__proto__`: a text that says two things is none.
 */
export function unsafeKey(text: string): string | undefined {
  const open: (Set<string> | null)[] = [];
  let isKeyNext = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') {
      const end = endOfString(text, index);
      const keys = open.at(-1);
      if (isKeyNext && keys !== null && keys !== undefined) {
        // Read as the parser reads it: an escaped letter is that letter.
        const key = JSON.parse(text.slice(index, end)) as string;
        if (keys.has(key) || key === '__proto__') return key;
        keys.add(key);
      }
      isKeyNext = false;
      index = end - 1;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : null);
      isKeyNext = character === '{';
    } else if (character === '}' || character === ']') {
      open.pop();
      isKeyNext = false;
    } else if (character === ',') {
      isKeyNext = open.at(-1) !== null;
    }
  }
  return undefined;
}

function endOfString(text: string, from: number): number {
  let index = from + 1;
  while (text[index] !== '"' && index < text.length) index += text[index] === '\\' ? 2 : 1;
  return index + 1;
}

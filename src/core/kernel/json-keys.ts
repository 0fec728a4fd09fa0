/**
 * The first key of a JSON text that stands twice in its object, or that would name an object's prototype; undefined when there
 * is none. The text must be valid JSON of a bounded depth: a parser has read it.
 */
export function repeatedKey(text: string): string | undefined {
  const objects: (Set<string> | null)[] = [];
  let mayBeKey = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') {
      const end = endOfString(text, index);
      const keys = objects.at(-1);
      if (mayBeKey && keys != null) {
        const key = JSON.parse(text.slice(index, end + 1)) as string;
        if (key === '__proto__' || keys.has(key)) return key;
        keys.add(key);
      }
      mayBeKey = false;
      index = end;
    } else if (character === '{') {
      objects.push(new Set());
      mayBeKey = true;
    } else if (character === '[') {
      objects.push(null);
      mayBeKey = false;
    } else if (character === '}' || character === ']') objects.pop();
    else if (character === ',') mayBeKey = objects.at(-1) !== null;
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}

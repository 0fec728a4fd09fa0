/** Where people begin to write, in a report as Markdown. */
export const fieldStart = (name: string): string => `<!-- plimsoll:field ${name} -->`;

/** Where what people write ends. */
export const FIELD_END = '<!-- /plimsoll:field -->';

const FIELD = /^<!-- plimsoll:field ([a-z-]+) -->\n([\s\S]*?)\n?^<!-- \/plimsoll:field -->$/gm;

/**
 * A report made anew, with what people wrote into the fields of the old one. All else of the old one is left behind: facts come
 * from the record alone.
 */
export function keepFields(made: string, old: string): string {
  const kept = new Map([...old.matchAll(FIELD)].map(([, name = '', text = '']) => [name, text]));
  return made.replaceAll(FIELD, (whole, name: string) => {
    const text = kept.get(name);
    return text === undefined ? whole : [fieldStart(name), text, FIELD_END].join('\n');
  });
}

const GENERATED_START = '<!-- plimsoll:generated -->';
const GENERATED_END = '<!-- /plimsoll:generated -->';

/** The generated part of a document that people own: marked, so that it is found again. */
export const generated = (text: string): string =>
  [GENERATED_START, '', text.trimEnd(), '', GENERATED_END, ''].join('\n');

/** A document of people with its generated part made anew; one without marks gets the part at its end, and keeps all it has. */
export function replaceGenerated(made: string, old: string): string {
  const from = old.indexOf(GENERATED_START);
  const to = old.indexOf(GENERATED_END, from);
  if (from >= 0 && to >= 0) return old.slice(0, from) + made.trimEnd() + old.slice(to + GENERATED_END.length);
  return old.trim() === '' ? made : `${old.trimEnd()}\n\n${made}`;
}

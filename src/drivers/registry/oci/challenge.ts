/** How a server wants to be told who asks. */
export interface Challenge {
  /** `bearer`, `basic` or what else there is, in lower case. */
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const SEPARATOR = /[\s,]*/y;
const PARAMETER = /([A-Za-z0-9_.-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/y;
const SCHEME = /([A-Za-z][A-Za-z0-9_-]*)(?=\s|,|$)/y;

/** The challenges in a WWW-Authenticate header, as far as it can be read. */
export function challengesIn(header: string): readonly Challenge[] {
  const found: { scheme: string; parameters: Record<string, string> }[] = [];
  for (let at = end(SEPARATOR, header, 0); at !== null && at < header.length; at = end(SEPARATOR, header, at)) {
    PARAMETER.lastIndex = at;
    SCHEME.lastIndex = at;
    const parameter = PARAMETER.exec(header);
    const last = found.at(-1);
    if (parameter !== null && last !== undefined) {
      const [, name = '', quoted, plain = ''] = parameter;
      last.parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain;
      at = PARAMETER.lastIndex;
      continue;
    }
    const scheme = SCHEME.exec(header)?.[1];
    if (scheme === undefined) return found;
    found.push({ scheme: scheme.toLowerCase(), parameters: Object.create(null) as Record<string, string> });
    at = SCHEME.lastIndex;
  }
  return found;
}

function end(pattern: RegExp, text: string, from: number): number | null {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : null;
}

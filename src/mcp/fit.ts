/** The most that one result may cost an agent. */
export const MOST_TOKENS = 2_000;

/** Characters that are counted as one token: JSON with digests in it takes more tokens than prose. */
const PER_TOKEN = 3;

/** What a value costs an agent, at the least favourable. */
export const tokensOf = (value: unknown): number => Math.ceil(JSON.stringify(value).length / PER_TOKEN);

/** A string or list in a value that may be made shorter. */
interface Cuttable {
  readonly cost: number;
  cut(): void;
}

/** The shortest that a foreign text is cut to, in characters. */
const SHORT = 60;

/** A value that costs no more than so many tokens: its longest foreign texts and lists are halved, and `truncated` says so. */
export function fitted<T extends object>(value: T, most: number): T {
  if (tokensOf(value) <= most) return value;
  const copy = { ...structuredClone(value), truncated: true };
  for (;;) {
    const longest = cuttables(copy, '').sort((one, other) => other.cost - one.cost)[0];
    if (longest === undefined || tokensOf(copy) <= most) return copy;
    longest.cut();
  }
}

function cuttables(node: object, under: string): Cuttable[] {
  return Object.entries(node).flatMap(([key, child]: [string, unknown]) => {
    const name = Array.isArray(node) ? under : key;
    const write = (changed: unknown): void => {
      Object.assign(node, { [key]: changed });
    };
    if (typeof child === 'string') return isForeign(name) && child.length > SHORT ? [shorter(child, write)] : [];
    if (child === null || typeof child !== 'object') return [];
    const inner = cuttables(child, name);
    if (!Array.isArray(child) || child.length < 2 || name === 'next') return inner;
    return [{ cost: JSON.stringify(child).length, cut: () => write(half(child, name)) }, ...inner];
  });
}

const isForeign = (name: string): boolean => name.startsWith('untrusted_');

const shorter = (text: string, write: (changed: string) => void): Cuttable => ({
  cost: text.length,
  cut: () => write(`${text.slice(0, Math.max(SHORT - 1, Math.floor(text.length / 2)))}…`),
});

// Of a log the end tells, of every other list the beginning.
const half = (list: readonly unknown[], name: string): readonly unknown[] => {
  const kept = Math.floor(list.length / 2);
  return name === 'untrusted_lines' ? list.slice(-kept) : list.slice(0, kept);
};

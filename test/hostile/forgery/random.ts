/** A whole number from 0 up to, not including, this one. */
export type Random = (below: number) => number;

/** A small generator, so that a failure can be run again. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One of several. */
export const oneOf = <T>(all: readonly T[], random: Random): T => {
  const one = all[random(all.length)];
  if (one === undefined) throw new Error('there is nothing to choose from');
  return one;
};

/** Another character, digit or number somewhere in one value of a JSON object. */
export function changeOneValue<T>(value: T, random: Random): T {
  if (typeof value === 'string') {
    const at = random(value.length);
    const others = [...'abcdef0123456789'].filter((one) => one !== value[at]);
    return (value.slice(0, at) + oneOf(others, random) + value.slice(at + 1)) as T;
  }
  if (typeof value === 'number') return (value + 1 + random(9)) as T;
  if (value === null) return `person:p${random(9)}` as T;
  if (Array.isArray(value)) {
    if (value.length === 0) return ['x'] as T;
    const at = random(value.length);
    return value.map((one, index) => (index === at ? changeOneValue(one, random) : one)) as T;
  }
  const entries = Object.entries(value as object);
  const at = random(entries.length);
  return Object.fromEntries(
    entries.map(([name, one], index) => [name, index === at ? changeOneValue(one, random) : one]),
  ) as T;
}

/** Where the single values of a JSON object stand. */
export const placesOf = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([name, one]) => placesOf(one, [...path, name]))
    : [path];

/** The same object with the value at one place made another by a rule. */
export function changeAt(
  value: unknown,
  [name, ...rest]: readonly string[],
  change: (old: unknown) => unknown,
): unknown {
  if (name === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((one, index) => (String(index) === name ? changeAt(one, rest, change) : one));
  }
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [name]: changeAt(record[name], rest, change) };
}

const MOST = 1_000;
const LONGEST = 4_096;

/**
 * The external parameters of a build as dotted names with texts: `workflow.ref`. A dot inside a name is written `\.`, so that no
 * second nesting has the same name. Undefined where they are too many or too long to be listed by anybody.
 */
export function parametersOf(
  external: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> | undefined {
  const found: [string, string][] = [];
  collect(external, '', found);
  const isTooMuch = found.length > MOST || found.some(([name, value]) => name.length + value.length > LONGEST);
  return isTooMuch ? undefined : Object.fromEntries(found);
}

function collect(value: unknown, name: string, found: [string, string][]): void {
  if (found.length > MOST) return;
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (inside.length === 0) {
    // An empty list or object is a value too.
    if (name !== '') found.push([name, typeof value === 'string' ? value : JSON.stringify(value)]);
    return;
  }
  for (const [key, one] of inside) {
    const part = key.replaceAll('\\', '\\\\').replaceAll('.', '\\.');
    collect(one, name === '' ? part : `${name}.${part}`, found);
  }
}

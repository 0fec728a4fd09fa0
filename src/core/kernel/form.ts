/** What a field of a recorded value must be at least. */
type Plain<Value> = [Value] extends [number]
  ? 'number'
  : [Value] extends [string]
    ? 'text'
    : [Value] extends [boolean]
      ? 'flag'
      : [Value] extends [readonly unknown[]]
        ? 'list'
        : 'object';

type Kind<Value> = null extends Value ? `${Plain<NonNullable<Value>>} or null` : Plain<Value>;

/** The fields that a value always has, each with its kind: the compiler misses one that is left out or said wrong. */
export type Form<Value> = {
  readonly [Key in keyof Value as Record<never, never> extends Pick<Value, Key> ? never : Key]: Kind<Value[Key]>;
};

/** The first field that is missing or of another kind, for people; null where the value has its form. */
export function formFault(value: unknown, form: Readonly<Record<string, string>>): string | null {
  if (!isObject(value)) return 'it is no object';
  for (const [field, wanted] of Object.entries(form)) {
    const found = Object.hasOwn(value, field) ? value[field] : undefined;
    if (found === null && wanted.endsWith(' or null')) continue;
    if (kindOf(found) !== wanted.replace(' or null', '')) return `its ${field} is no ${wanted}`;
  }
  return null;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function kindOf(value: unknown): string {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'flag';
  if (Array.isArray(value)) return 'list';
  return value === null ? 'null' : typeof value;
}

/** What a file says, before anything is known about it. Objects have no prototype, so every name in them was written. */
export type Written = null | boolean | number | string | readonly Written[] | WrittenMap;

/** Keys with what stands behind them. */
export interface WrittenMap {
  readonly [key: string]: Written;
}

/** Whether a value has keys. */
export const isMap = (value: Written | undefined): value is WrittenMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands under a path; undefined when nothing does. */
export function valueAt(root: Written | undefined, path: readonly (string | number)[]): Written | undefined {
  let value: Written | undefined = root;
  for (const part of path) {
    if (typeof part === 'number') value = Array.isArray(value) ? (value[part] as Written | undefined) : undefined;
    else value = isMap(value) ? value[part] : undefined;
  }
  return value;
}

/** The text under a path; undefined when there is none. */
export function textAt(root: Written | undefined, path: readonly (string | number)[]): string | undefined {
  const value = valueAt(root, path);
  return typeof value === 'string' ? value : undefined;
}

/** The entries of a list under a path; empty when there is no list. */
export function itemsAt(root: Written | undefined, path: readonly (string | number)[]): readonly Written[] {
  const value = valueAt(root, path);
  return Array.isArray(value) ? value : [];
}

/** The keys under a path; empty when there are none. */
export function keysAt(root: Written | undefined, path: readonly (string | number)[]): readonly string[] {
  const value = valueAt(root, path);
  return isMap(value) ? Object.keys(value) : [];
}

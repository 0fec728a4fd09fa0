/** One package that is in what is shipped, or that was locked for it. */
export interface ShippedPackage {
  /** `pkg:npm/left-pad@1.3.0`: what it is known by everywhere. */
  readonly purl: string;
  readonly name: string;
  /** The scope of an npm package, `@acme`; absent where it has none. */
  readonly group?: string;
  readonly version: string;
  /** In the words of whoever made it. */
  readonly license?: string;
  /** Of the package as its registry gives it. */
  readonly sha512?: string;
  /** `excluded`: for development alone. */
  readonly scope?: 'optional' | 'excluded';
}

/** What is known of one thing that is shipped, and how far that goes. */
export interface Inventory {
  readonly packages: readonly ShippedPackage[];
  /** The operating system that it brings along, as that calls itself. */
  readonly system?: { readonly name: string; readonly version: string };
  /** What was looked at, a sentence each. */
  readonly covered: readonly string[];
  /** What was seen and not looked into, a sentence each. */
  readonly uncovered: readonly string[];
}

/** A package URL. Colons stay as they are, as its grammar wants it. */
export function purlOf(
  type: string,
  namespace: string | null,
  { name, version }: { readonly name: string; readonly version: string },
  qualifiers: Readonly<Record<string, string>> = {},
): string {
  const part = (text: string): string => encodeURIComponent(text).replaceAll('%3A', ':');
  const path = [type, ...(namespace === null ? [] : [namespace]), name].map(part).join('/');
  const query = Object.entries(qualifiers)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}=${part(value)}`);
  return `pkg:${path}@${part(version)}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

/** The files by name that tell which packages are in a tree. Their names are relative, with `/`. */
export type TellingFiles = ReadonlyMap<string, Buffer>;

/** A record of all packages of a system is some megabytes; what is longer is not read. */
export const LARGEST_TELLING = 64 * 1024 * 1024;

/** The package that a `package.json` belongs to, and the tree of packages that it lies in; undefined for any other file. */
export function installedAt(name: string): { readonly tree: string; readonly at: string } | undefined {
  const found = /^((?:.*\/)?)(node_modules\/(?:@[^/]+\/[^/]+|[^@./][^/]*))\/package\.json$/.exec(name);
  return found === null ? undefined : { tree: found[1] ?? '', at: found[2] ?? '' };
}

const RECORDS = [
  /(?:^|\/)node_modules\/\.package-lock\.json$/,
  /^(?!.*node_modules\/)(?:.*\/)?(?:package-lock|npm-shrinkwrap)\.json$/,
  /^var\/lib\/dpkg\/status$/,
  /^var\/lib\/dpkg\/status\.d\/[^/]+$/,
  /^(?:usr\/)?lib\/apk\/db\/installed$/,
  /^(?:etc|usr\/lib)\/os-release$/,
];

/** Whether this file is read for what it tells of packages. */
export const isTelling = (name: string): boolean =>
  installedAt(name) !== undefined || RECORDS.some((record) => record.test(name));

const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/\.(?:dist|egg)-info\/(?:METADATA|PKG-INFO)$/, 'Python packages'],
  [/^(?:var\/lib\/rpm|usr\/lib\/sysimage\/rpm)\//, 'packages of rpm'],
  [/\.(?:jar|war)$/, 'Java archives'],
  [/\.gemspec$/, 'Ruby gems'],
  [/(?:^|\/)vendor\/composer\/installed\.json$/, 'packages of Composer'],
  [/(?:^|\/)(?:yarn\.lock|pnpm-lock\.yaml)$/, 'lock files of yarn and pnpm'],
];

/** What a file tells of that is not looked into here: `Python packages`; undefined where it tells of nothing. */
export const untoldBy = (name: string): string | undefined => OTHERS.find(([pattern]) => pattern.test(name))?.[1];

import { npmPackages } from './npm-packages.ts';
import type { Inventory } from './package.ts';
import { alpinePackages, debianPackages, systemIn } from './system-packages.ts';
import type { TellingFiles } from './telling-file.ts';

/** The files of a tree that tell of packages, and what else was seen in it. */
export interface Seen {
  readonly files: TellingFiles;
  /** What other files tell of, with how many there are: `Python packages`. */
  readonly others: ReadonlyMap<string, number>;
  /** What could not be read, a sentence each. */
  readonly unread: readonly string[];
}

/** Whatever package managers recorded of a tree, and what that leaves out. */
export function inventoryOf({ files, others, unread }: Seen): Inventory {
  const npm = npmPackages(files);
  const debian = debianPackages(files);
  const alpine = alpinePackages(files);
  const system = systemIn(files);
  const covered = [
    ...(npm.trees === 0 ? [] : ['npm packages that are installed under node_modules']),
    ...npm.locks.map((name) => `npm packages that ${name} locks; they are not installed in what is shipped`),
    ...(debian === undefined ? [] : ['packages that dpkg records']),
    ...(alpine === undefined ? [] : ['packages that apk records']),
  ];
  const packages = [...npm.packages, ...(debian ?? []), ...(alpine ?? [])];
  return {
    packages: [...new Map(packages.map((one) => [one.purl, one])).values()],
    ...(system === undefined ? {} : { system }),
    covered: covered.length === 0 ? ['nothing: no package manager left a record that is read here'] : covered,
    uncovered: [
      ...unread,
      ...npm.unread.map((name) => `${name}: it names no package that can be told`),
      ...[...others].map(([what, count]) => `${what}: seen in ${count} ${count === 1 ? 'file' : 'files'}, not read`),
      'code that was copied, bundled or compiled in: no package manager records it',
    ],
  };
}

import { z } from 'zod';
import { purlOf, type ShippedPackage } from './package.ts';
import { installedAt, type TellingFiles } from './telling-file.ts';

const Installed = z.looseObject({
  name: z.string().max(214),
  version: z.string().min(1).max(256),
  license: z.union([z.string(), z.looseObject({ type: z.string() })]).optional(),
});

const Locked = z.looseObject({
  name: z.string().optional(),
  version: z.string().min(1).max(256).optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  link: z.boolean().optional(),
});
const Lock = z.looseObject({ packages: z.record(z.string(), Locked) });
type Locked = z.infer<typeof Locked>;

const NAME = /^(?:(@[a-z0-9~._-]+)\/)?([a-zA-Z0-9~._-]+)$/;

/** What was found of npm's packages, and the lock files and folders that could not be made sense of. */
export interface NpmFindings {
  readonly packages: readonly ShippedPackage[];
  readonly trees: number;
  readonly locks: readonly string[];
  readonly unread: readonly string[];
}

/** The packages that are installed in `node_modules`; for a lock file without such a folder beside it, those that it locks. */
export function npmPackages(files: TellingFiles): NpmFindings {
  const packages: ShippedPackage[] = [];
  const trees = new Set<string>();
  const unread: string[] = [];
  for (const [name, bytes] of files) {
    const place = installedAt(name);
    if (place === undefined) continue;
    trees.add(place.tree);
    const found = packageOf(bytes, lockedAt(files, name));
    if (found === undefined) unread.push(name);
    else packages.push(found);
  }
  const locks: string[] = [];
  for (const [name, bytes] of files) {
    const folder = /^(.*\/)?(?:package-lock|npm-shrinkwrap)\.json$/.exec(name);
    if (folder === null || trees.has(folder[1] ?? '')) continue;
    const found = lockedPackages(bytes);
    if (found === undefined) unread.push(name);
    else {
      packages.push(...found);
      locks.push(name);
    }
  }
  return { packages, trees: trees.size, locks, unread };
}

/** All that one lock file names; undefined for one of an old version, or none at all. */
export function lockedPackages(bytes: Buffer): readonly ShippedPackage[] | undefined {
  const lock = read(Lock, bytes);
  if (lock === undefined) return undefined;
  return Object.entries(lock.packages).flatMap(([at, locked]) => {
    const inner = at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length);
    // The project itself, and folders of it that it links to, are no packages from elsewhere.
    if (!at.includes('node_modules/') || locked.link === true || locked.version === undefined) return [];
    return described(locked.name ?? inner, locked.version, locked) ?? [];
  });
}

function packageOf(bytes: Buffer, locked: Locked | undefined): ShippedPackage | undefined {
  const installed = read(Installed, bytes);
  if (installed === undefined) return undefined;
  const { name, version, license } = installed;
  // What a lock says of another version is not about this one.
  const known = locked?.version === version ? { integrity: locked.integrity } : {};
  const text = typeof license === 'object' ? license.type : license;
  return described(name, version, { ...known, ...(text === undefined ? {} : { license: text }) });
}

/** What npm noted of a package when it installed it. */
function lockedAt(files: TellingFiles, name: string): Locked | undefined {
  const parts = name.split('node_modules/');
  // A package inside another one is noted at the root of the whole tree.
  const root = parts[0] ?? '';
  const lock = hidden(files, `${root}node_modules/.package-lock.json`);
  return lock?.packages[name.slice(root.length, -'/package.json'.length)];
}

const READ = new WeakMap<Buffer, z.infer<typeof Lock>>();

function hidden(files: TellingFiles, name: string): z.infer<typeof Lock> | undefined {
  const bytes = files.get(name);
  if (bytes === undefined) return undefined;
  const known = READ.get(bytes) ?? read(Lock, bytes);
  if (known !== undefined) READ.set(bytes, known);
  return known;
}

function described(
  written: string,
  version: string,
  {
    integrity,
    license,
    dev,
    optional,
    devOptional,
  }: Pick<Locked, 'integrity' | 'license' | 'dev' | 'optional' | 'devOptional'>,
): ShippedPackage | undefined {
  const [, group, name] = NAME.exec(written) ?? [];
  if (name === undefined) return undefined;
  const sha512 = /(?:^|\s)sha512-([A-Za-z0-9+/]{86}==)/.exec(integrity ?? '')?.[1];
  const scope = dev === true ? 'excluded' : optional === true || devOptional === true ? 'optional' : undefined;
  return {
    purl: purlOf('npm', group ?? null, { name, version }),
    name,
    ...(group === undefined ? {} : { group }),
    version,
    ...(license === undefined ? {} : { license }),
    ...(sha512 === undefined ? {} : { sha512: Buffer.from(sha512, 'base64').toString('hex') }),
    ...(scope === undefined ? {} : { scope }),
  };
}

function read<T>(schema: z.ZodType<T>, bytes: Buffer): T | undefined {
  try {
    return schema.safeParse(JSON.parse(bytes.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

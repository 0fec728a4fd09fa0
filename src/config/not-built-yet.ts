import { isWithin, type Path, type PathFault, pathText } from './problem/fault.ts';
import { isMap, textAt, valueAt, type Written } from './yaml/written.ts';

/** Something that the format has a word for and this version does nothing with. */
interface Later {
  /** Keys from the root, `*` for any; the last one is the key, or holds the value, that is not built. */
  readonly at: string;
  /** The values that are not built; absent: the key itself. */
  readonly values?: readonly string[];
  /** What to write instead. */
  readonly remedy: string;
}

const OUT = 'take it out';

/** Rows leave this table as the things in it are built. */
const LATER: readonly Later[] = [
  { at: 'registry.path', remedy: `${OUT}: it lies in the state folder` },
  {
    at: 'environments.*.target.type',
    values: ['kubernetes'],
    remedy: 'write  type: process, with the command to run',
  },
  {
    at: 'environments.*.router.type',
    values: ['gateway-api'],
    remedy: 'write  type: embedded',
  },
  { at: 'environments.*.router.test_route', remedy: OUT },
  { at: 'environments.*.bake.watch', remedy: OUT },
];

/** What a file asks for that is not built yet, and the blocks that cannot be looked at for that reason. */
export interface NotBuiltYet {
  readonly faults: readonly PathFault[];
  readonly blocks: readonly Path[];
}

/** Finds everything in a file that is part of the format and not built yet; nothing of it is ever ignored in silence. */
export function findNotBuiltYet(root: Written): NotBuiltYet {
  const all = LATER.flatMap((later) => find(root, later));
  const found = all.filter((one) => !all.some((other) => other !== one && isWithin(one.fault.path, other.block)));
  const blocks = found.map(({ block }) => block);
  const secrets = secretsIn(root, []).filter((fault) => !blocks.some((block) => isWithin(fault.path, block)));
  return {
    faults: [...found.map(({ fault }) => fault), ...secrets],
    blocks: [...blocks, ...secrets.map((fault) => fault.path)],
  };
}

interface Found {
  readonly fault: PathFault;
  readonly block: Path;
}

function find(root: Written, later: Later): readonly Found[] {
  return matches(root, later.at.split('.'), []).flatMap((path) => {
    const value = textAt(root, path);
    if (later.values === undefined)
      return [{ fault: notBuilt(path, 'key', pathText(path), later.remedy), block: path }];
    if (value === undefined || !later.values.includes(value)) return [];
    const fault = notBuilt(path, 'value', `${pathText(path)}: ${value}`, later.remedy);
    // What else stands in a block of a kind that is not built belongs to that kind.
    const decides = path.at(-1) === 'type' || path.at(-1) === 'strategy';
    return [{ fault, block: decides ? path.slice(0, -1) : path }];
  });
}

const notBuilt = (path: Path, on: 'key' | 'value', what: string, remedy: string): PathFault => ({
  path,
  on,
  code: 'not-built-yet',
  message: `${what} is not built yet`,
  remedy,
});

/** The paths that are there and fit the pattern. */
function matches(value: Written | undefined, pattern: readonly string[], path: Path): readonly Path[] {
  const [part, ...rest] = pattern;
  if (part === undefined) return [path];
  if (Array.isArray(value)) {
    return part === '*' ? value.flatMap((item: Written, index) => matches(item, rest, [...path, index])) : [];
  }
  if (!isMap(value)) return [];
  const keys = part === '*' ? Object.keys(value) : [part].filter((key) => valueAt(value, [key]) !== undefined);
  return keys.flatMap((key) => matches(value[key], rest, [...path, key]));
}

/** Blocks such as `{ secret: env:TOKEN }`, wherever they stand. */
function secretsIn(value: Written, path: Path): readonly PathFault[] {
  if (Array.isArray(value)) return value.flatMap((item: Written, index) => secretsIn(item, [...path, index]));
  if (!isMap(value)) return [];
  if (path[0] === 'metrics' && path.at(-1) === 'bearer') return [];
  if (path[0] === 'registry' && path.at(-1) === 'password') return [];
  if (path[0] === 'notify') return [];
  if (path[0] === 'environments' && path[2] === 'target' && path[3] === 'env') return [];
  if (path.length > 0 && valueAt(value, ['secret']) !== undefined) {
    const remedy = `${OUT}, and let the unit read it from where it is kept: a value written here would stand in the plan`;
    return [notBuilt(path, 'value', `${pathText(path)}: { secret: … }`, remedy)];
  }
  return Object.entries(value).flatMap(([key, inside]) => secretsIn(inside, [...path, key]));
}

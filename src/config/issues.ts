import { z } from 'zod';
import { nearestName } from '../core/gate/nearest.ts';
import type { Path, PathFault } from './problem/fault.ts';
import { quoted } from './problem/readable.ts';
import { knownKeys, schemaAt } from './schema-at.ts';
import { NAME_RULE } from './values/name.ts';
import { isMap, valueAt, type Written } from './yaml/written.ts';

type Issue = z.core.$ZodIssue;

/** Nobody reads more, and to look for the nearest of all known keys takes its time. */
const MOST_KEYS = 101;

/** Says in our own words what the schema found; one issue may be about several keys. */
export function faultsOf(issue: Issue, root: Written): readonly PathFault[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, MOST_KEYS).map((key) => unknownKey(path, key));
    case 'invalid_type':
      return [wrongType(path, root, issue.expected)];
    case 'invalid_value':
      return [unknownValue(path, root, issue.values.map(String))];
    case 'too_small':
    case 'too_big':
      return [outOfRange(path, issue)];
    case 'invalid_key':
      return [badKey(path)];
    case 'custom':
      return [ownFault(path, root, issue)];
    default:
      return [
        { path, on: 'value', code: 'bad-value', message: `${nameOf(path)} is not valid`, remedy: remedyAt(path) },
      ];
  }
}

const nameOf = (path: Path): string => {
  const name = path.findLast((part) => typeof part === 'string') ?? 'the file';
  const last = path.at(-1);
  return typeof last === 'number' ? `entry ${last + 1} of ${name}` : name;
};

/** The block that a path lies in, for messages. */
const blockOf = (path: Path): string => (path.length === 0 ? 'the file' : nameOf(path));

function unknownKey(block: Path, key: string): PathFault {
  const known = knownKeys(block);
  const near = nearestName(key, known);
  const remedy = near === null ? `use one of ${known.join(', ')}` : `did you mean ${near}?`;
  const message = `unknown key ${quoted(key)} in ${blockOf(block)}`;
  return { path: [...block, key], on: 'key', code: 'unknown-key', message, remedy };
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of keys',
  record: 'a block of keys',
};

function wrongType(path: Path, root: Written, expected: string): PathFault {
  const found = valueAt(root, path);
  const name = nameOf(path);
  if (found === undefined) {
    const message = `${name} is missing in ${blockOf(path.slice(0, -1))}`;
    return { path, on: 'value', code: 'missing-key', message, remedy: remedyAt(path) };
  }
  const wanted = TYPES[expected] ?? expected;
  if (isGateList(path) && isMap(found)) return gateAsMap(path, found);
  if (found === null) {
    return { path, on: 'value', code: 'empty-value', message: `${name} is empty`, remedy: remedyAt(path) };
  }
  const message = `${name} must be ${wanted}, not ${kindOf(found)}`;
  return { path, on: 'value', code: 'wrong-type', message, remedy: typeRemedy(path, found, expected) };
}

const isGateList = (path: Path): boolean => path.at(-2) === 'gates' && typeof path.at(-1) === 'number';

/** `- x < 1% and y: z` is a map for YAML, as every text with a colon and a space is. */
function gateAsMap(path: Path, found: Written): PathFault {
  const [key = ''] = isMap(found) ? Object.keys(found) : [];
  const message = `${quoted(`${key}: …`)} is a map, because of the colon, and not a gate`;
  return { path, on: 'value', code: 'gate-is-map', message, remedy: 'quote the gate, and write it without a colon' };
}

function kindOf(found: Written): string {
  if (typeof found === 'string') return `the text ${quoted(found)}`;
  if (typeof found === 'object') return Array.isArray(found) ? 'a list' : 'a block of keys';
  return typeof found === 'number' ? `the number ${found}` : `${found}`;
}

function typeRemedy(path: Path, found: Written, expected: string): string {
  const [example] = examplesAt(path);
  if (typeof found === 'number' && typeof example === 'string') {
    const unit = /^\d+([a-z%]+)$/.exec(example)?.[1];
    return unit === undefined ? `quote it: "${found}"` : `write it with its unit, such as ${found}${unit}`;
  }
  if (typeof found === 'boolean' && expected === 'string') return `quote it: "${found}"`;
  return remedyAt(path);
}

function unknownValue(path: Path, root: Written, known: readonly string[]): PathFault {
  const found = valueAt(root, path);
  if (found === undefined || typeof found === 'object') return wrongType(path, root, 'string');
  const text = typeof found === 'string' ? found : String(found);
  const near = nearestName(text, known);
  const choice = known.length === 1 ? `write ${known[0]}` : `use one of ${known.join(', ')}`;
  const remedy = near === null || near === text ? choice : `did you mean ${near}?`;
  const message = `${nameOf(path)} cannot be ${quoted(text)}`;
  return { path, on: 'value', code: 'unknown-value', message, remedy };
}

function outOfRange(path: Path, issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): PathFault {
  const isList = issue.origin === 'array';
  const isText = issue.origin === 'string';
  const name = nameOf(path);
  if (isList || isText) {
    const message = isList ? `${name} has no entry` : `${name} is empty`;
    return { path, on: 'value', code: 'empty-value', message, remedy: remedyAt(path) };
  }
  const [bound, words] =
    issue.code === 'too_small'
      ? [issue.minimum, issue.inclusive ? 'at least' : 'more than']
      : [issue.maximum, issue.inclusive ? 'at most' : 'less than'];
  const message = `${name} must be ${words} ${bound}`;
  return { path, on: 'value', code: 'out-of-range', message, remedy: remedyAt(path) };
}

function badKey(path: Path): PathFault {
  const key = String(path.at(-1));
  const isVariable = path.at(-2) === 'env';
  const taken = key === 'PORT' ? 'take it out: Plimsoll chooses the port and passes it as PORT' : undefined;
  const remedy = isVariable
    ? (taken ?? 'write letters, digits and _, not beginning with a digit')
    : `write ${NAME_RULE}`;
  return { path, on: 'key', code: 'name', message: `${quoted(key)} cannot be a name here`, remedy };
}

type Custom = z.core.$ZodIssueCustom;

const OwnWords = z.object({
  code: z.string(),
  remedy: z.string(),
  label: z.string().optional(),
  part: z.object({ start: z.number(), length: z.number() }).optional(),
});

/** A fault that a value of ours found itself; a driver's schema may say in its message alone what to write. */
function ownFault(path: Path, root: Written, issue: Custom): PathFault {
  const own = OwnWords.safeParse(issue.params);
  if (own.success) {
    const { code, remedy, label, part } = own.data;
    const rest = { ...(label === undefined ? {} : { label }), ...(part === undefined ? {} : { part }) };
    return { path, on: 'value', code, message: issue.message, remedy, ...rest };
  }
  const found = valueAt(root, path);
  const shown = typeof found === 'string' ? quoted(found) : 'this';
  return { path, on: 'value', code: 'bad-value', message: `${shown} cannot be ${nameOf(path)}`, remedy: issue.message };
}

function examplesAt(path: Path): readonly unknown[] {
  const schema = schemaAt(path);
  const examples = schema === undefined ? undefined : z.globalRegistry.get(schema as z.core.$ZodType)?.examples;
  return Array.isArray(examples) ? examples : [];
}

/** What to write at a path, from the example that its schema shows. */
function remedyAt(path: Path): string {
  const key = path.at(-1);
  const [example] = examplesAt(path);
  if (example === undefined) {
    const keys = knownKeys(path);
    return keys.length === 0
      ? 'see what may stand here: plimsoll config schema'
      : `write a block with ${keys.join(', ')}`;
  }
  const text = flow(example);
  return typeof key === 'string' ? `write  ${key}: ${text}` : `write an entry such as ${text}`;
}

function flow(example: unknown): string {
  return Array.isArray(example) ? `[${example.map(flow).join(', ')}]` : String(example);
}

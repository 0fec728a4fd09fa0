import { z } from 'zod';
import { nearestName } from '../core/gate/nearest.ts';
import { blockOf, nameOf, remedyAt } from './issue-words.ts';
import type { Path, PathFault } from './problem/fault.ts';
import { quoted } from './problem/readable.ts';
import { knownKeys } from './schema-at.ts';
import { NAME_RULE } from './values/name.ts';
import { wrongType } from './wrong-type.ts';
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
    case 'invalid_union':
      return unionFaults(path, root, issue);
    case 'custom':
      return [ownFault(path, root, issue)];
    default:
      return [badValue(path)];
  }
}

function unknownKey(block: Path, key: string): PathFault {
  const known = knownKeys(block);
  const near = nearestName(key, known);
  const remedy = near === null ? `use one of ${known.join(', ')}` : `did you mean ${near}?`;
  const message = `unknown key ${quoted(key)} in ${blockOf(block)}`;
  return { path: [...block, key], on: 'key', code: 'unknown-key', message, remedy };
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

/** Of a value that may be a text or a block: what is wrong with the way that was chosen. */
function unionFaults(
  path: Path,
  root: Written,
  issue: Extract<Issue, { code: 'invalid_union' }>,
): readonly PathFault[] {
  const isAtAll = (wanted: string) => (faults: readonly Issue[]) =>
    faults.some((one) => one.code === 'invalid_type' && one.path.length === 0 && one.expected === wanted);
  const found = valueAt(root, path);
  const chosen = isMap(found)
    ? issue.errors.find((faults) => !isAtAll('string')(faults))
    : issue.errors.find(isAtAll('string'));
  if (chosen === undefined || !(isMap(found) || issue.errors.some(isAtAll('object')))) return [badValue(path)];
  return chosen.flatMap((inner) => faultsOf({ ...inner, path: [...path, ...inner.path] } as Issue, root));
}

const badValue = (path: Path): PathFault => ({
  path,
  on: 'value',
  code: 'bad-value',
  message: `${nameOf(path)} is not valid`,
  remedy: remedyAt(path),
});

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

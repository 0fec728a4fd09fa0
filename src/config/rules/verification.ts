import { PREDICATES } from '../../core/unit/verification.ts';
import type { Path, PathFault } from '../problem/fault.ts';
import { isMap, itemsAt, keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

const OF_COMMANDS = ['run', 'timeout', 'junit'];
const OF_PROVENANCE = ['builders', 'build_types', 'parameters'];
const OF_VERIFIERS = ['verifiers', 'properties'];

/** Each entry is a statement with its keys or a command, and says nothing that belongs to another kind. */
export const checkVerification = (root: Written): readonly PathFault[] =>
  itemsAt(root, ['verification']).flatMap((item, index) =>
    isMap(item) ? checkEntry(root, ['verification', index]) : [],
  );

function checkEntry(root: Written, path: Path): readonly PathFault[] {
  const written = keysAt(root, path);
  const statement = textAt(root, [...path, 'statement']);
  const has = (key: string): boolean => written.includes(key);
  if (has('statement') === has('run')) {
    const message = has('run') ? 'this is a statement and a command at once' : 'this asks for nothing';
    const remedy = 'write  statement: TYPE  with  keys: [FILE], or  run: COMMAND; each in an entry of its own';
    return [{ path, on: 'value', code: 'verification-kind', message, remedy }];
  }
  if (has('run')) {
    return foreign(path, written, (key) => !OF_COMMANDS.includes(key), 'a command takes run, timeout and junit alone');
  }
  const faults = foreign(path, written, (key) => OF_COMMANDS.includes(key), 'a statement is not run');
  const isProvenance = statement === PREDICATES.provenance;
  const hasVerifier = statement === PREDICATES.review || statement === PREDICATES.summary;
  const others = [...(isProvenance ? [] : OF_PROVENANCE), ...(hasVerifier ? [] : OF_VERIFIERS)];
  return [
    ...faults,
    ...foreign(path, written, (key) => others.includes(key), 'statements of this type have nothing of the kind'),
    ...(has('keys') ? [] : [missing(path, 'keys', 'without a key anybody could have made it', 'keys: [keys/ci.pub]')]),
    ...(hasVerifier
      ? [
          ...(has('verifiers')
            ? []
            : [missing(path, 'verifiers', 'nobody is named who may verify', 'verifiers: [https://reviews.acme.test]')]),
          ...(has('properties')
            ? []
            : [missing(path, 'properties', 'nothing is named that must be verified', 'properties: [CODE_REVIEWED]')]),
        ]
      : []),
    ...checkPattern(root, path),
  ];
}

const missing = (path: Path, key: string, why: string, example: string): PathFault => ({
  path,
  on: 'value',
  code: `verification-${key}`,
  message: `this statement has no ${key}: ${why}`,
  remedy: `write  ${example}`,
});

const foreign = (
  path: Path,
  written: readonly string[],
  isForeign: (key: string) => boolean,
  why: string,
): readonly PathFault[] =>
  written.filter(isForeign).map((key) => ({
    path: [...path, key],
    on: 'key',
    code: 'verification-key',
    message: `${key} has no place here: ${why}`,
    remedy: 'take it out',
  }));

function checkPattern(root: Written, path: Path): readonly PathFault[] {
  const from = valueAt(root, [...path, 'from']);
  if (typeof from !== 'string' || !from.slice(0, from.lastIndexOf('/') + 1).includes('*')) return [];
  const message = 'only the last part of this path may have a *';
  const remedy = 'write  from: .plimsoll/evidence/*.json';
  return [{ path: [...path, 'from'], on: 'value', code: 'evidence-pattern', message, remedy }];
}

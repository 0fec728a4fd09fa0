import { nearestName } from '../../core/gate/nearest.ts';
import type { PathFault } from '../problem/fault.ts';
import { quoted } from '../problem/readable.ts';
import { isMap, keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

/** Every environment that is promoted to requires another that exists, and what is required is smoke-tested. */
export function checkEnvironments(root: Written): readonly PathFault[] {
  const names = keysAt(root, ['environments']);
  const written = valueAt(root, ['environments']);
  if (written === undefined || (isMap(written) && names.length === 0)) return [noEnvironments()];
  const requires = new Map(names.map((name) => [name, textAt(root, ['environments', name, 'requires'])]));
  const required = new Set(requires.values());
  const wrong = names.flatMap((name) => wrongRequires(name, requires));
  const alone = names.filter((name) => isAlone(root, name, required));
  // Where production stands on nothing or on a name that is mistyped, the others stand alone only for that reason.
  const first = alone.filter((name) => name === 'production' || (wrong.length === 0 && !alone.includes('production')));
  return [
    ...first.map(withoutRequires),
    ...wrong,
    ...names.filter((name) => required.has(name)).flatMap((name) => withoutSmoke(root, name)),
  ];
}

const noEnvironments = (): PathFault => ({
  path: ['environments'],
  on: 'key',
  code: 'environments-missing',
  message: 'there is no environment',
  remedy: 'write  environments: { staging: { … }, production: { requires: staging, … } }',
});

/** Production always stands on another environment; so does whatever nothing else stands on. */
const isAlone = (root: Written, name: string, required: ReadonlySet<string | undefined>): boolean =>
  (name === 'production' || !required.has(name)) && valueAt(root, ['environments', name, 'requires']) === undefined;

const withoutRequires = (name: string): PathFault => ({
  path: ['environments', name, 'requires'],
  on: 'value',
  code: 'requires-missing',
  message: `${name} requires no environment, so nothing would be validated before it`,
  remedy: 'write  requires: staging',
});

function wrongRequires(name: string, requires: ReadonlyMap<string, string | undefined>): readonly PathFault[] {
  const wanted = requires.get(name);
  if (wanted === undefined) return [];
  const path = ['environments', name, 'requires'];
  if (!requires.has(wanted)) {
    const others = [...requires.keys()].filter((other) => other !== name);
    const near = nearestName(wanted, others);
    const remedy =
      near === null ? `use one of ${others.join(', ') || 'the environments of this file'}` : `did you mean ${near}?`;
    const message = `${name} requires ${quoted(wanted)}, which is no environment`;
    return [{ path, on: 'value', code: 'requires-unknown', message, remedy }];
  }
  const seen = new Set<string>();
  for (let at: string | undefined = name; at !== undefined && !seen.has(at); at = requires.get(at)) {
    seen.add(at);
    if (requires.get(at) !== name) continue;
    const message = at === name ? `${name} requires itself` : `${name} and ${at} require each other`;
    return [
      { path, on: 'value', code: 'requires-circle', message, remedy: 'require an environment that comes before' },
    ];
  }
  return [];
}

function withoutSmoke(root: Written, name: string): readonly PathFault[] {
  if (valueAt(root, ['environments', name, 'validate', 'smoke']) !== undefined) return [];
  const message = `${name} has no smoke check, which what requires it stands on`;
  const remedy = 'write  validate: { smoke: { run: COMMAND } }';
  return [{ path: ['environments', name, 'validate', 'smoke'], on: 'value', code: 'smoke-missing', message, remedy }];
}

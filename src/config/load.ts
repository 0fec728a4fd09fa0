import type { UnitSpec } from '../core/unit/unit.ts';
import { declaredMetrics } from './declared-metrics.ts';
import { faultsOf } from './issues.ts';
import { findNotBuiltYet } from './not-built-yet.ts';
import { type Origins, originsOf } from './origins.ts';
import { type PinnedKeys, pinKeys, type ReadBeside } from './pinned-keys.ts';
import { isWithin, type PathFault, type PlacedFault, pathKey, type Range } from './problem/fault.ts';
import type { Problem } from './problem/problem.ts';
import { SourceText } from './problem/source-text.ts';
import { checkRules } from './rules/rules.ts';
import { Config } from './schema.ts';
import { unitSpec } from './spec/unit.ts';
import { withDeclaredMetrics } from './values/gate.ts';
import { variablesFrom } from './variables.ts';
import type { Places } from './yaml/places.ts';
import { beginsIn, readYaml } from './yaml/read.ts';
import { isMap, type Written } from './yaml/written.ts';

/** Where a configuration was read and what its variables stand for. */
export interface LoadContext {
  /** The name of the file, for messages. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gives the texts of files that it names, such as public keys; without it they are not looked at. */
  readonly readBeside?: ReadBeside;
}

/** A unit with the origin of each value, or everything that is wrong with the file. */
export type LoadedConfig =
  | { readonly spec: UnitSpec; readonly origins: Origins }
  | { readonly problems: readonly Problem[] };

/** More problems than these help nobody, and a hostile file could ask for a million. */
const MOST_PROBLEMS = 100;
const ENOUGH = MOST_PROBLEMS + 1;

/**
 * Reads `plimsoll.yaml`: the unit, or all its problems in one pass, in the order in which they stand in the file.
 * @example const loaded = loadConfig(text, { file: 'plimsoll.yaml', env: process.env });
 */
export function loadConfig(text: string, { file, env, readBeside }: LoadContext): LoadedConfig {
  const source = new SourceText(text, file);
  const variables = variablesFrom(env);
  const { root, places, faults, reported } = readYaml(source, variables.fill);
  if (root === undefined || places === undefined) return { problems: inOrder(source, faults) };
  if (!isMap(root)) return { problems: inOrder(source, [...faults, noConfiguration(root)]) };
  const pinned = pinKeys(root, readBeside);
  const checked = check(root, places, reported, pinned);
  const all = [...faults, ...checked.faults];
  if (all.length > 0 || checked.config === undefined) return { problems: inOrder(source, all) };
  return { spec: unitSpec(checked.config, pinned.keys), origins: originsOf(root, places, variables, source) };
}

const noConfiguration = (root: Written): PlacedFault => ({
  code: 'no-configuration',
  message: root === null ? 'the file is empty' : 'this is no configuration',
  remedy: 'begin with  version: 1',
  range: root === null ? null : [0, 1],
});

interface Checked {
  readonly config: Config | undefined;
  readonly faults: readonly PlacedFault[];
}

function check(root: Written, places: Places, reported: readonly Range[], pinned: PinnedKeys): Checked {
  const later = findNotBuiltYet(root);
  const { parsed, rules } = withDeclaredMetrics(declaredMetrics(root), () => ({
    parsed: Config.safeParse(root),
    rules: checkRules(root),
  }));
  const issues = parsed.success ? [] : parsed.error.issues.slice(0, ENOUGH);
  const others = [...rules, ...issues.flatMap((issue) => faultsOf(issue, root))];
  // In a block of a kind that is not built, nothing else can be said to be wrong.
  const known = others.filter((fault) => !later.blocks.some((block) => isWithin(fault.path, block)));
  const placed = onePerPath([...later.faults, ...known, ...pinned.faults]).map((fault) => places.place(fault));
  return {
    config: parsed.data,
    faults: placed.filter((fault) => !reported.some((range) => beginsIn(fault.range, range))),
  };
}

/** The first that was found at a path: our own rules know better what is meant than the schema. */
function onePerPath(faults: readonly PathFault[]): readonly PathFault[] {
  const first = new Map<string, PathFault>();
  for (const fault of faults) {
    const key = pathKey(fault.path);
    if (!first.has(key)) first.set(key, fault);
  }
  return [...first.values()];
}

function inOrder(source: SourceText, faults: readonly PlacedFault[]): readonly Problem[] {
  const sorted = faults.toSorted((one, other) => (one.range?.[0] ?? 0) - (other.range?.[0] ?? 0));
  const shown = sorted.slice(0, MOST_PROBLEMS).map((fault) => source.problem(fault));
  if (sorted.length <= MOST_PROBLEMS) return shown;
  const message = `there are more than these ${MOST_PROBLEMS} problems`;
  return [...shown, source.problem({ code: 'more-problems', message, remedy: 'mend these first', range: null })];
}

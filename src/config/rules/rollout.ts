import { comparisonsOf } from '../../core/gate/comparisons.ts';
import { parseGate } from '../../core/gate/grammar.ts';
import { isGateProblem } from '../../core/gate/problem.ts';
import { ALL, NONE, parseWeight, type Weight } from '../../core/kernel/weight.ts';
import type { Path, PathFault } from '../problem/fault.ts';
import { gateFault, gateOptions, NO_BASELINE_AT_ALL } from '../values/gate.ts';
import { itemsAt, keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

/** Weights rise and end at 100 %; every stage but the last has a duration; at 100 % nothing is left to compare with. */
export function checkRollouts(root: Written): readonly PathFault[] {
  return keysAt(root, ['environments']).flatMap((name) => {
    const path = ['environments', name, 'rollout', 'stages'];
    const count = itemsAt(root, path).length;
    return Array.from({ length: count }, (_, index) => checkStage(root, path, index, index === count - 1)).flat();
  });
}

function checkStage(root: Written, stages: Path, index: number, isLast: boolean): readonly PathFault[] {
  const path = [...stages, index];
  const weight = weightAt(root, path);
  const before = index === 0 ? NONE : weightAt(root, [...stages, index - 1]);
  return [
    ...(weight === undefined ? [] : checkWeight([...path, 'weight'], weight, before, isLast)),
    ...checkDuration(root, path, isLast),
    ...(weight === ALL ? ['gates', 'shadow_gates'].flatMap((key) => checkBaselines(root, [...path, key])) : []),
  ];
}

function weightAt(root: Written, stage: Path): Weight | undefined {
  return parseWeight(textAt(root, [...stage, 'weight']) ?? '');
}

function checkWeight(path: Path, weight: Weight, before: Weight | undefined, isLast: boolean): readonly PathFault[] {
  if (before !== undefined && weight <= before) {
    const message =
      before === NONE ? 'a stage without traffic shows nothing' : 'a weight must be higher than the one before';
    return [{ path, on: 'value', code: 'weight-not-rising', message, remedy: 'let weights rise from stage to stage' }];
  }
  if (isLast && weight !== ALL) {
    const message = 'the last stage must have all traffic';
    return [{ path, on: 'value', code: 'last-weight', message, remedy: 'add  - weight: 100%  behind it' }];
  }
  return [];
}

function checkDuration(root: Written, stage: Path, isLast: boolean): readonly PathFault[] {
  const path = [...stage, 'duration'];
  const isThere = valueAt(root, path) !== undefined;
  if (isLast && isThere) {
    const message = 'the last stage has no duration: the bake follows it';
    return [{ path, on: 'key', code: 'last-duration', message, remedy: 'write it as  bake: { duration: 30m }' }];
  }
  if (isLast || isThere) return [];
  const message = 'a stage before the last needs a duration';
  return [{ path, on: 'value', code: 'missing-key', message, remedy: 'write  duration: 10m' }];
}

function checkBaselines(root: Written, gates: Path): readonly PathFault[] {
  return itemsAt(root, gates).flatMap((text, index) => {
    const gate = typeof text === 'string' ? parseGate(text, gateOptions({ baselineAllowed: true })) : null;
    if (gate === null || isGateProblem(gate)) return [];
    if (comparisonsOf(gate.condition).every((one) => one.limit.kind === 'quantity')) return [];
    const problem = parseGate(gate.text, gateOptions({ baselineAllowed: false, noBaseline: NO_BASELINE_AT_ALL }));
    return isGateProblem(problem) ? [{ path: [...gates, index], on: 'value', ...gateFault(problem) }] : [];
  });
}

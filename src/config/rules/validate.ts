import type { Path, PathFault } from '../problem/fault.ts';
import { keysAt, valueAt, type Written } from '../yaml/written.ts';

/** A limit needs figures, a comparison needs something to compare with, and what is let through must be looked for. */
export const checkValidation = (root: Written): readonly PathFault[] =>
  keysAt(root, ['environments']).flatMap((name) => [
    ...checkPerformance(root, ['environments', name, 'validate', 'performance']),
    ...checkSecurity(root, ['environments', name, 'validate', 'security']),
  ]);

function checkPerformance(root: Written, at: Path): readonly PathFault[] {
  const has = (key: string): boolean => valueAt(root, [...at, key]) !== undefined;
  const faults: PathFault[] = [];
  for (const key of ['limits', 'baseline'].filter(has)) {
    if (has('results')) continue;
    const message = `${key} without results has no figure to look at`;
    faults.push(needs([...at, key], 'results-missing', message, 'write  results: reports/perf.json'));
  }
  const limits = valueAt(root, [...at, 'limits']);
  if (!Array.isArray(limits) || has('baseline')) return faults;
  limits.forEach((limit: Written, index) => {
    if (typeof limit !== 'string' || !/\bbaseline\b/.test(limit)) return;
    const message = 'this limit stands on a baseline, and none is named';
    faults.push({
      ...needs([...at, 'limits', index], 'baseline-missing', message, 'write  baseline: last-production'),
      on: 'value',
    });
  });
  return faults;
}

function checkSecurity(root: Written, at: Path): readonly PathFault[] {
  const has = (key: string): boolean => valueAt(root, [...at, key]) !== undefined;
  if (has('sarif') || has('audit')) return [];
  return ['fail_on', 'compare_to']
    .filter(has)
    .map((key) =>
      needs(
        [...at, key],
        'findings-missing',
        `${key} has no findings to look at`,
        'write  sarif: "reports/*.sarif", or audit:',
      ),
    );
}

const needs = (path: Path, code: string, message: string, remedy: string): PathFault => ({
  path,
  on: 'key',
  code,
  message,
  remedy,
});

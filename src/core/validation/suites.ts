import type { SuiteResult } from '../deployment/evidence.ts';
import type { SuiteGroup } from '../unit/environment.ts';

/** Puts suites together under the names that people know them by; what fits none stays under its own. A suite counts once. */
export function groupSuites(suites: readonly SuiteResult[], groups: readonly SuiteGroup[]): readonly SuiteResult[] {
  const left = new Set(suites);
  const grouped = groups.map(({ name, pattern }) => {
    const own = [...left].filter((suite) => fits(suite.name, pattern));
    for (const suite of own) left.delete(suite);
    return summed(name, own);
  });
  return [...grouped, ...left];
}

/** The named groups that no test fell into: a pattern that finds nothing tested nothing. */
export const emptyGroups = (suites: readonly SuiteResult[], groups: readonly SuiteGroup[]): readonly string[] =>
  groupSuites(suites, groups)
    .slice(0, groups.length)
    .filter(({ total }) => total === 0)
    .map(({ name }) => name);

function summed(name: string, suites: readonly SuiteResult[]): SuiteResult {
  const sum = (of: 'total' | 'passed' | 'failed' | 'skipped'): number =>
    suites.reduce((total, suite) => total + suite[of], 0);
  const flaky = suites.reduce((total, suite) => total + (suite.flaky ?? 0), 0);
  const counts = { total: sum('total'), passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  return { name, ...counts, ...(flaky === 0 ? {} : { flaky }) };
}

/** Whether a name fits a pattern, from its first character to its last. Looks at each part once. */
function fits(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (!name.startsWith(first)) return false;
  const end = rest.pop();
  if (end === undefined) return name === first;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - at >= end.length && name.endsWith(end);
}

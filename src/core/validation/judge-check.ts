import type { CheckResult } from '../deployment/evidence.ts';
import type { CheckSpec } from '../unit/environment.ts';
import type { Baseline } from './measured.ts';
import { assessPerformance, problemOfPerformance } from './performance.ts';
import { assessSecurity, problemOfSecurity } from './security.ts';
import { emptyGroups } from './suites.ts';

/**
 * What a check comes to once its figures and findings are held against its limits. A run that failed stays failed; one that ran
 * well fails where a limit is broken.
 */
export function judgeCheck(result: CheckResult, spec: CheckSpec | undefined, baseline: Baseline | null): CheckResult {
  if (!result.passed || spec === undefined) return result;
  const problem = problemOf(result, spec, baseline);
  return problem === null ? result : { ...result, passed: false, problem };
}

function problemOf(result: CheckResult, spec: CheckSpec, baseline: Baseline | null): string | null {
  const empty = spec.suites === undefined ? [] : emptyGroups(result.suites, spec.suites);
  const problems = [
    empty.length === 0 ? null : `no test ran in ${empty.join(' and ')}`,
    spec.limits === undefined
      ? null
      : problemOfPerformance(assessPerformance(result.performance ?? [], spec.limits, baseline)),
    result.security === undefined
      ? null
      : problemOfSecurity(assessSecurity(result.security, baseline), spec.failOn ?? {}),
  ].filter((one) => one !== null);
  return problems.length === 0 ? null : problems.join('; ');
}

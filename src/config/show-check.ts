import { gateText } from '../core/gate/text.ts';
import { formatDuration } from '../core/kernel/duration.ts';
import type { CheckSpec } from '../core/unit/environment.ts';
import type { View } from './view.ts';

/** A check as it is written, with only what it looks at. */
export function checkView(check: CheckSpec, kind = 'smoke'): View {
  const { run, timeout, junit, suites, results, limits, sarif, audit, failOn, compareTo } = check;
  const all = {
    run,
    timeout: formatDuration(timeout),
    junit: junit ?? undefined,
    suites: suites && Object.fromEntries(suites.map(({ name, pattern }) => [name, pattern])),
    results,
    [kind === 'security' ? 'compare_to' : 'baseline']: compareTo,
    limits: limits?.map(gateText),
    ...{ sarif, audit },
    fail_on: failOn && { ...failOn },
  };
  return Object.fromEntries(Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

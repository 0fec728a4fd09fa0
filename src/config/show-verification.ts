import { formatDuration } from '../core/kernel/duration.ts';
import { PREDICATES, type VerificationRequirement } from '../core/unit/verification.ts';
import type { View } from './view.ts';

/** The `verification:` block with everything filled in. */
export const verificationView = (requirements: readonly VerificationRequirement[]): View =>
  requirements.map((one): View => {
    if (one.kind === 'command') {
      const { run, timeout, junit } = one.check;
      return { run, timeout: formatDuration(timeout), ...(junit === null ? {} : { junit }) };
    }
    const { predicate, keys, from, subject, makers, buildTypes, parameters, properties } = one;
    const whose = predicate === 'provenance' ? 'builders' : 'verifiers';
    return {
      ...{ statement: PREDICATES[predicate], keys: keys.map(({ file }) => file), from, subject },
      ...(makers.length === 0 ? {} : { [whose]: makers }),
      ...(buildTypes.length === 0 ? {} : { build_types: buildTypes }),
      ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
      ...(properties.length === 0 ? {} : { properties }),
    };
  });

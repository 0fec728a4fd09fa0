import type { Evidence } from '../deployment/evidence.ts';
import type { StableRelease } from '../environment/slot.ts';
import type { ReleaseId } from '../kernel/id.ts';
import type { Plan } from '../plan/plan.ts';
import type { Release } from '../unit/release.ts';
import type { Baseline } from './measured.ts';

/** What a plan's validation compares with: what was measured on the release that serves, if any check asks for it. */
export function comparedWith(
  { checks }: Pick<Plan, 'checks'>,
  stable: StableRelease | null,
): { readonly baseline?: Baseline } {
  const isAsked = Object.values(checks).some(({ compareTo }) => compareTo !== undefined);
  return isAsked && stable?.baseline !== undefined ? { baseline: stable.baseline } : {};
}

/** What validation measured on a release, to be kept while that is stable; empty where it measured nothing. */
export function baselineOf(
  { version, commit }: Pick<Release, 'version' | 'commit'>,
  { environment, checks }: Evidence,
): { readonly baseline?: Baseline } {
  const performance = checks.flatMap((check) => check.performance ?? []);
  const security = checks.find((check) => check.security !== undefined)?.security;
  if (performance.length === 0 && security === undefined) return {};
  return {
    baseline: {
      ...{ version, commit, environment },
      ...(performance.length === 0 ? {} : { performance }),
      ...(security === undefined ? {} : { security }),
    },
  };
}

/** What was measured on a release when it was stable before; empty where nothing was. */
export function keptBaseline(kept: readonly StableRelease[], id: ReleaseId): { readonly baseline?: Baseline } {
  const baseline = kept.find(({ release }) => release.id === id)?.baseline;
  return baseline === undefined ? {} : { baseline };
}

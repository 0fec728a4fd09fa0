import { queryOptions } from '@tanstack/react-query';
import type { GlassView } from '../../../api/break-glass.ts';
import { ProblemError } from '../../../api/problem.ts';
import { plane } from '../../data/plane.ts';

/** Changes of policy that somebody signed and that wait for others. */
export const POLICIES = queryOptions({ queryKey: ['policies'], queryFn: () => plane.policiesWaiting() });

/** What a configuration file would make of what protects an environment. */
export const policyProposed = (config: string, environment: string) =>
  queryOptions({
    queryKey: ['policies', config, environment],
    queryFn: () => plane.policy({ config, environment }),
  });

/** Whom the control plane trusts, and what waits to change that. */
export const TRUST = queryOptions({ queryKey: ['trust'], queryFn: () => plane.trust() });

/** The stage or bake of a deployment that could be made shorter; null where none is under way. */
export const glassOf = (id: string) =>
  queryOptions({
    queryKey: ['glass', id],
    queryFn: async (): Promise<GlassView | null> => {
      try {
        return await plane.glass(id);
      } catch (error) {
        if (error instanceof ProblemError && error.problems[0]?.code === 'nothing-to-shorten') return null;
        throw error;
      }
    },
  });

import { queryOptions } from '@tanstack/react-query';
import type { EnvironmentPlace } from '../../../api/environments.ts';
import { plane } from '../../data/plane.ts';

/** The windows of an environment for so many days, from now or from a later moment on; feeds are read again by whoever is asked, so an answer grows old. */
export const windowsOf = ({ unit, environment }: EnvironmentPlace, days: number, from: string | null = null) =>
  queryOptions({
    queryKey: ['blackouts', unit, environment, days, from],
    queryFn: () => plane.environmentBlackouts({ unit, environment }, { from, days }),
    staleTime: 60_000,
  });

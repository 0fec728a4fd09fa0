import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from '../../api/problem.ts';

const isAway = (error: unknown): boolean => error instanceof ProblemError && error.kind === 'unavailable';

/** What the page knows. Events say when something is no longer so; nothing is asked again for age alone. */
export const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 10 * 60_000,
      networkMode: 'always',
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // A page that is opened while the control plane is starting finds it a moment later.
      retry: (failed, error) => isAway(error) && failed < 2,
      retryDelay: 1_000,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

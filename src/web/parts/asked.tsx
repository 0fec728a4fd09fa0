import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { SAID } from '../words.ts';
import { ProblemNotice } from './notice.tsx';

interface AskedProps<T> {
  readonly query: UseQueryResult<T>;
  /** How many bars stand in for what is not there yet. */
  readonly bars?: number;
  readonly children: (answer: T) => ReactNode;
}

/** What was asked of the control plane: a skeleton while it is waited for, the problem where there is one, else the answer. */
export function Asked<T>({ query: { data, error, refetch }, bars = 3, children }: AskedProps<T>) {
  if (data !== undefined) return <>{children(data)}</>;
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return <Skeleton bars={bars} />;
}

/** Stands in for what is loading, and only once that takes a while. */
export const Skeleton = ({ bars = 3 }: { readonly bars?: number }) => (
  <div className="skeleton" role="status">
    <span className="only-heard">{SAID.loading}</span>
    {Array.from({ length: bars }, (_, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: bars are all the same.
      <span key={index} />
    ))}
  </div>
);

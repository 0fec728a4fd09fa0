import { queryOptions } from '@tanstack/react-query';
import type { HistoryRow } from '../../../api/history.ts';
import type { Phase } from '../../../core/deployment/state.ts';
import { plane } from '../../data/plane.ts';

/** What is open, in the order of its urgency, and what is explained. */
const OPEN: readonly Phase[] = ['rollback-failed', 'rolling-back', 'rolled-back'];
const MOST = 100;

/** The deployments that went back, those without a root cause apart. */
export interface Incidents {
  readonly open: readonly HistoryRow[];
  readonly explained: readonly HistoryRow[];
}

const rowsOf = async (phase: Phase): Promise<readonly HistoryRow[]> => {
  const asked = { unit: null, environment: null, since: null, principal: null, limit: MOST, cursor: null };
  return (await plane.history({ ...asked, phase })).deployments;
};

/** Every incident. An event of a deployment makes the answer old, as it does the history's. */
export const incidents = queryOptions({
  queryKey: ['history', 'incidents'],
  queryFn: async (): Promise<Incidents> => ({
    open: (await Promise.all(OPEN.map(rowsOf))).flat(),
    explained: await rowsOf('closed'),
  }),
});

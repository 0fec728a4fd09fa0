import { HOLD_AT } from '../latch.ts';
import { logMean, logRatios } from '../ledger/likelihood.ts';
import { countBeyond, type Distribution } from './distribution.ts';

/** The stable track may have this many times more, or fewer, slow requests than before the deployment. */
const RATIO = 1.2;

/** Whether the stable track's slow requests since the deployment began are proven to be more, or fewer, than those before it. */
export function hasDrifted(before: Distribution, now: Distribution, edge: number, tempering: number): boolean {
  const [then, since] = [countBeyond(before, edge), countBeyond(now, edge)];
  return (
    exceeds(since, now.total, then, before.total, tempering) || exceeds(then, before.total, since, now.total, tempering)
  );
}

function exceeds(events: number, requests: number, others: number, besides: number, tempering: number): boolean {
  const all = events + others;
  if (all === 0 || requests === 0 || besides === 0) return false;
  const share = (requests * RATIO) / (requests * RATIO + besides);
  if (share < 1e-12 || share > 1 - 1e-12) return false;
  return logMean(logRatios('up', all, events, share).map((log) => tempering * log)) >= Math.log(HOLD_AT);
}

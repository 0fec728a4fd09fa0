import pLimit from 'p-limit';
import type { ChainView } from '../api/audit.ts';
import { ChainChecker, type Tip } from '../journal/chain.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { ChainLook } from '../server/chain.ts';

const AT_A_TIME = 500;

/**
 * Looks whether what was written since the last look follows from it, as it lies on the disk. `opened` is the end of the chain when
 * the journal was opened: all before it was checked then.
 */
export function chainLook(journal: Journal, clock: Clock, opened: Tip): ChainLook {
  let tip = opened;
  let checkedAt = clock.wall();
  let broken: ChainView['broken'] = null;
  const inTurn = pLimit(1);
  const view = (): ChainView => ({
    checkedTo: tip.seq,
    hash: tip.hash,
    checkedAt: new Date(checkedAt).toISOString(),
    broken,
  });
  const look = async (): Promise<ChainView> => {
    while (broken === null) {
      const checker = new ChainChecker(undefined, tip);
      const entries = await journal.readAll(tip.seq, AT_A_TIME);
      for (const entry of entries) checker.add(entry);
      const result = checker.result();
      if (result.kind === 'ok') tip = result.tip;
      else broken = { seq: result.seq, detail: result.detail };
      checkedAt = clock.wall();
      if (entries.length < AT_A_TIME) break;
    }
    return view();
  };
  return { check: () => inTurn(look) };
}

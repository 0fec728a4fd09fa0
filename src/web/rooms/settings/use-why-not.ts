import type { MayDo } from '../../../api/identity.ts';
import { useIsLive } from '../../data/freshness.ts';
import { useWhoAmI } from '../../data/queries.ts';
import { SAID } from '../../words.ts';

/** Why whoever looks may not do something now; empty where they may. */
export function useWhyNot(action: MayDo['action']): string {
  const isLive = useIsLive();
  const { data } = useWhoAmI();
  if (!isLive) return SAID.notLive;
  return data?.actions.find((one) => one.action === action && one.may === 'no')?.why ?? '';
}

import type { DeploymentView } from '../../api/view.ts';
import { PHASE_WORDS } from '../phase-words.ts';
import { Badge } from './sign.tsx';

/** The phase of a deployment: sign, word and colour. One that waits for an answer in production says so. */
export function PhaseBadge({ view }: { readonly view: Pick<DeploymentView, 'phase' | 'waiting'> }) {
  const [name, meaning] = PHASE_WORDS[view.phase];
  const isAsking = view.waiting !== null && meaning === 'now';
  return <Badge of={isAsking ? 'hold' : meaning}>{name}</Badge>;
}

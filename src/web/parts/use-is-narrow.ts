import { useSyncExternalStore } from 'react';

const narrow = matchMedia('(max-width: 640px)');

function follow(changed: () => void): () => void {
  narrow.addEventListener('change', changed);
  return () => narrow.removeEventListener('change', changed);
}

/** Whether there is but one column, as on a phone. */
export const useIsNarrow = (): boolean => useSyncExternalStore(follow, () => narrow.matches);

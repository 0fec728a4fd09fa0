import { useState } from 'react';

/** Doing something that may be refused: at most once at a time, with the reason at hand when it was. */
export function useAct() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const act = (what: () => Promise<void>): void => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    what()
      .catch(setProblem)
      .finally(() => setBusy(false));
  };
  return { act, busy, problem };
}

import { useEffect } from 'react';
import { useWatched, watched } from './watched.ts';

// The control plane's clock counts, not this machine's: a phone may be minutes off.
let ahead = 0;

/** Takes in what the control plane's clock said just now. */
export const setClock = (time: string): void => {
  const told = Date.parse(time);
  if (Number.isFinite(told)) ahead = told - Date.now();
};

/** Now, on the control plane's clock. */
export const nowThere = (): number => Date.now() + ahead;

const second = watched(nowThere());
let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Now, each second anew; one timer for the whole page, and none while it is hidden. */
export function useNow(): number {
  useEffect(() => {
    users += 1;
    timer ??= setInterval(() => document.hidden || second.set(nowThere()), 1_000);
    return () => {
      users -= 1;
      if (users > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
  return useWatched(second);
}

import { useEffect } from 'react';
import { useWatched, watched } from './watched.ts';

const told = watched<string | null>(null);

/** Says something good in the room that is entered next, until another is. */
export const tellOnce = (text: string): void => told.set(text);

/** What was just done; nothing once the room is left. */
export function useToldOnce(): string | null {
  const text = useWatched(told);
  useEffect(() => () => told.set(null), []);
  return text;
}

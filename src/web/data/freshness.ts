import { useWatched, watched } from './watched.ts';

/** How near to now what the page shows is. */
export type Freshness =
  | { readonly kind: 'connecting' }
  /** Everything shown is as of now. `heard` is when the line was last heard. */
  | { readonly kind: 'live'; readonly heard: number }
  /** The control plane is away: what is shown is the last that is known. */
  | { readonly kind: 'away'; readonly since: number; readonly why: string };

/** The freshness of the page. */
export const freshness = watched<Freshness>({ kind: 'connecting' });

/** What the freshness is now. */
export const useFreshness = (): Freshness => useWatched(freshness);

/** Whether what is shown may be acted on: nothing stale is offered as possible. */
export const useIsLive = (): boolean => useFreshness().kind === 'live';

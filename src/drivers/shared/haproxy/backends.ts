import type { Track } from '../../../core/unit/environment.ts';

/** The backend of HAProxy that holds the servers of a track: `checkout-stable`, `checkout-candidate`. */
export const backendOf = (backend: string, track: Track): string => `${backend}-${track}`;

/** Both tracks, in the order in which they are told. */
export const TRACKS: readonly Track[] = ['stable', 'candidate'];

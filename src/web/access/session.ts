import type { PageAccess } from '../../api/passkeys.ts';
import { watched } from '../data/watched.ts';

/** Whether the control plane knows who looks at this page. */
export type Standing =
  /** Nothing was asked yet. */
  | 'unknown'
  | 'in'
  | 'out'
  /** It knew, and does not any longer: it was started again, or the session is over. */
  | 'lapsed';

/** Where a page keeps its half of a session; the cookie is the other half, and neither is good for anything alone. */
const HALF = 'plimsoll-page';

// What a link gave is the account's proof: it stays in memory, and another tab, page or visit starts without it.
let ofLink: string | null = null;

const standing = watched<Standing>('unknown');
const refused = watched<unknown>(null);

/** Who looks at this page: what is sent with each request, and whether that is still good. */
export const session = {
  standing,
  /** Why somebody who wanted to come in could not. */
  refused,
  bearer: (): string | null => ofLink ?? localStorage.getItem(HALF),
  enter: ({ bearer, proof }: Pick<PageAccess, 'bearer' | 'proof'>): void => {
    if (proof === 'session') {
      ofLink = null;
      localStorage.setItem(HALF, bearer);
    } else ofLink = bearer;
    refused.set(null);
    standing.set('in');
  },
  /** What the browser carries was good. */
  known: (): void => standing.set('in'),
  /** The control plane does not know it: what is shown stays, and nothing can be done with it. */
  lapse: (): void => {
    if (standing.get() === 'in') standing.set('lapsed');
  },
  leave: (): void => {
    ofLink = null;
    localStorage.removeItem(HALF);
    standing.set('out');
  },
  refuse: (why: unknown): void => {
    refused.set(why);
    session.leave();
  },
};

// Who signs in or out in one tab does so in all of them.
window.addEventListener('storage', ({ key, newValue }) => {
  if (key !== HALF || ofLink !== null) return;
  standing.set(newValue === null ? 'out' : 'in');
});

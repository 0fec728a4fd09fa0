/** Who asks. `local` is an OS account over the socket and never counts as a person; `system` is the engine itself. */
export type Principal =
  | { readonly kind: 'person'; readonly name: string }
  | { readonly kind: 'agent'; readonly name: string; readonly owner: string; readonly vouched?: Vouched }
  | { readonly kind: 'ci'; readonly name: string; readonly vouched?: Vouched }
  | { readonly kind: 'local'; readonly name: string }
  | { readonly kind: 'system'; readonly name: 'engine' };

/**
 * How whoever made a token stood for its holder. `os-account`: over the socket, by an account that proves no person. Anybody with
 * that account can make such a token in any owner's name, so it never shows that requester and approver are two people.
 */
export type Vouched = 'os-account' | 'session';

/** How a principal proved itself. */
export type Proof = 'os-account' | 'token' | 'session' | 'signature' | 'none';

/** The engine acting on timers, verdicts and safe defaults. */
export const ENGINE: Principal = Object.freeze({ kind: 'system', name: 'engine' });

/** `person:ada`, `agent:builder`, `local:os/1000`, `system:engine`. */
export const principalText = (principal: Principal): string => `${principal.kind}:${principal.name}`;

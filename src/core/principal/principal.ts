/** Who asks. `local` is an OS account over the socket and never counts as a person; `system` is the engine itself. */
export type Principal =
  | { readonly kind: 'person'; readonly name: string }
  | { readonly kind: 'agent'; readonly name: string; readonly owner: string }
  | { readonly kind: 'ci'; readonly name: string }
  | { readonly kind: 'local'; readonly name: string }
  | { readonly kind: 'system'; readonly name: 'engine' };

/** How a principal proved itself. */
export type Proof = 'os-account' | 'token' | 'session' | 'signature' | 'none';

/** The engine acting on timers, verdicts and safe defaults. */
export const ENGINE: Principal = { kind: 'system', name: 'engine' };

/** `person:ada`, `agent:builder`, `local:os/1000`, `system:engine`. */
export const principalText = (principal: Principal): string => `${principal.kind}:${principal.name}`;

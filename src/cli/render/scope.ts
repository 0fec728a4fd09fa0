import type { Scope } from '../../core/authorisation/scope.ts';

/** What a token is narrowed to, in a line; empty where it is not. */
export const scopeText = ({ units, environments, actions }: Scope): string =>
  [
    ...(units === null ? [] : [`units ${units.join(', ')}`]),
    ...(environments === null ? [] : [`environments ${environments.join(', ')}`]),
    ...(actions === null ? [] : [`actions ${actions.join(', ')}`]),
  ].join(' · ');

import type { RegistryServer } from './server.ts';

/** One repository of a registry: where the artifacts of one unit lie. */
export interface Repository {
  readonly server: RegistryServer;
  readonly name: string;
  /** What is asked for when nothing is to change, when something is, and when something goes. */
  readonly scopes: { readonly pull: string[]; readonly push: string[]; readonly remove: string[] };
}

/** The repository of a unit. */
export function repositoryOf(server: RegistryServer, unit: string): Repository {
  const name = server.repository(unit);
  const scope = (actions: string): string[] => [`repository:${name}:${actions}`];
  return { server, name, scopes: { pull: scope('pull'), push: scope('pull,push'), remove: scope('pull,delete') } };
}

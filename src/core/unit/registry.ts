import type { SecretReference } from './secret-reference.ts';

/** A registry of the OCI distribution specification, and how it is spoken to. */
export interface OciRegistrySpec {
  readonly type: 'oci';
  /** Scheme, host and, where all repositories lie below one path, that path. */
  readonly url: string;
  /** Who we are there; null where nobody is asked. */
  readonly login: { readonly username: string; readonly password: SecretReference } | null;
  /** A host beside the registry's own that hands out its tokens, and so is shown the password. */
  readonly tokenServer?: string;
  /** Ranges of private addresses that may be connected to. */
  readonly allowPrivate?: readonly string[];
  /** The repository below that path; absent: the name of the unit. */
  readonly repository?: string;
  /** Somebody else clears it up. */
  readonly keepAll?: true;
}

/** Where the artifacts of a unit are stored. */
export type RegistrySpec = { readonly type: 'local' } | OciRegistrySpec;

const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

/** Whether a path may name a repository: `payments/checkout`. */
export const isRepository = (path: string): boolean => path.length <= 200 && path.split('/').every(isRepositoryPart);

/** Whether a name may be one part of a repository's path; names of ours may hold a little more. */
export const isRepositoryPart = (name: string): boolean => COMPONENT.test(name);

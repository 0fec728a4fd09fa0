import { isName } from '../../core/kernel/id.ts';
import { isRepositoryPart } from '../../core/unit/registry.ts';
import type { PathFault } from '../problem/fault.ts';
import { quoted } from '../problem/readable.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

const OF_OCI = ['url', 'username', 'password', 'token_server', 'allow_private', 'keep_all'];
const REGISTRY = 'registry';

/** A registry has its own keys and all that it needs, and can have a repository of the unit's name. */
export function checkRegistry(root: Written): readonly PathFault[] {
  const type = textAt(root, [REGISTRY, 'type']) ?? 'local';
  if (type === 'oci') return [...missing(root), ...unnameable(root)];
  if (type !== 'local') return [];
  return keysAt(root, [REGISTRY]).flatMap((key): readonly PathFault[] => {
    if (!OF_OCI.includes(key)) return [];
    const message = `${key} belongs to a registry of type oci, and this is local`;
    const remedy = 'take it out, or write  type: oci';
    return [{ path: [REGISTRY, key], on: 'key', code: 'key-of-another-registry', message, remedy }];
  });
}

function missing(root: Written): readonly PathFault[] {
  const has = (key: string): boolean => valueAt(root, [REGISTRY, key]) !== undefined;
  const lack = (key: string, message: string, remedy: string): PathFault => ({
    ...{ path: [REGISTRY, key], on: 'value', code: 'missing-key', message, remedy },
  });
  return [
    ...(has('url') ? [] : [lack('url', 'url is missing: where the registry is', 'write  url: registry.acme.test')]),
    ...(has('username') && !has('password')
      ? [lack('password', 'password is missing beside username', 'write  password: { secret: env:REGISTRY_TOKEN }')]
      : []),
    ...(has('password') && !has('username')
      ? [lack('username', 'username is missing beside password', 'write  username: deploy')]
      : []),
  ];
}

function unnameable(root: Written): readonly PathFault[] {
  const name = textAt(root, ['unit', 'name']);
  if (name === undefined || !isName(name) || isRepositoryPart(name)) return [];
  const message = `no repository of an oci registry can be called ${quoted(name)}`;
  const remedy = 'write a name in which . _ and - stand alone, between letters or digits';
  return [{ path: ['unit', 'name'], on: 'value', code: 'name', message, remedy }];
}

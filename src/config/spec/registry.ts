import type { RegistrySpec } from '../../core/unit/registry.ts';
import type { Config } from '../schema.ts';

/** Where artifacts are stored, with everything that was left out filled in. What was not written at all is not there. */
export function registrySpec(block: Config['registry']): RegistrySpec {
  const { type, url = '', username, password, token_server, allow_private: ranges, keep_all } = block;
  if (type === 'local') return { type };
  return {
    ...{ type, url },
    login: username === undefined || password === undefined ? null : { username, password: password.secret },
    ...(token_server === undefined ? {} : { tokenServer: token_server }),
    ...(ranges === undefined || ranges.length === 0 ? {} : { allowPrivate: ranges }),
    ...(keep_all === true ? { keepAll: true } : {}),
  };
}

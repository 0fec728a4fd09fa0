import type { RegistrySpec } from '../../core/unit/registry.ts';
import type { Config } from '../schema.ts';

/** Where artifacts are stored, with everything that was left out filled in. What was not written at all is not there. */
export function registrySpec(block: Config['registry'], artifacts: Config['artifacts']): RegistrySpec {
  const { type, url = '', username, password, token_server, allow_private: ranges, keep_all } = block;
  if (type === 'local') return { type };
  // A unit has one image, and its other artifacts lie in the same repository.
  const image = artifacts.find((artifact) => artifact.image !== undefined)?.image;
  return {
    ...{ type, url },
    login: username === undefined || password === undefined ? null : { username, password: password.secret },
    ...(token_server === undefined ? {} : { tokenServer: token_server }),
    ...(ranges === undefined || ranges.length === 0 ? {} : { allowPrivate: ranges }),
    ...(image === undefined ? {} : { repository: image }),
    ...(keep_all === true ? { keepAll: true } : {}),
  };
}

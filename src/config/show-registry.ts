import type { RegistrySpec } from '../core/unit/registry.ts';
import { secretReferenceText } from '../core/unit/secret-reference.ts';
import type { View } from './view.ts';

/** The `registry:` block. Of a password it shows where it is read. */
export function registryView(spec: RegistrySpec): View {
  if (spec.type === 'local') return { type: spec.type };
  const { type, url, login, tokenServer, allowPrivate, keepAll } = spec;
  return {
    ...{ type, url },
    ...(login === null ? {} : { username: login.username, password: { secret: secretReferenceText(login.password) } }),
    ...(tokenServer === undefined ? {} : { token_server: tokenServer }),
    ...(allowPrivate === undefined ? {} : { allow_private: allowPrivate }),
    ...(keepAll === undefined ? {} : { keep_all: keepAll }),
  };
}

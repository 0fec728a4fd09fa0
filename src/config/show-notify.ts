import type { NotifierSpec } from '../core/unit/notifier.ts';
import { type SecretReference, secretReferenceText } from '../core/unit/secret-reference.ts';
import type { View } from './view.ts';

/** An entry of `notify:`. Of secrets it shows where they are read. */
export function notifierView(spec: NotifierSpec): View {
  return {
    to: spec.to,
    ...ownView(spec),
    ...(spec.allowPrivate === undefined ? {} : { allow_private: spec.allowPrivate }),
  };
}

function ownView(spec: NotifierSpec): Readonly<Record<string, View>> {
  switch (spec.to) {
    case 'webhook':
      return { url: spec.url, format: spec.format, mode: spec.mode, key: secret(spec.key), on: spec.on };
    case 'slack':
      return spec.way.kind === 'webhook'
        ? { webhook: secret(spec.way.webhook), on: spec.on }
        : { token: secret(spec.way.token), channel: spec.way.channel, url: spec.way.url, on: spec.on };
    case 'github':
      return {
        ...{ url: spec.url, token: secret(spec.token) },
        ...{ deployments: spec.deployments, commit_status: spec.commitStatus },
      };
    case 'grafana':
      return { url: spec.url, token: secret(spec.token), tags: spec.tags };
  }
}

const secret = (reference: SecretReference): View => ({ secret: secretReferenceText(reference) });

import type { SecretReference } from './secret-reference.ts';

interface Reached {
  /** Ranges of private addresses that it may be reached at; absent where none is listed. */
  readonly allowPrivate?: readonly string[];
}

/** An address that is sent each event, signed. */
export interface WebhookSpec extends Reached {
  readonly to: 'webhook';
  readonly url: string;
  readonly format: 'cloudevents' | 'cdevents';
  readonly mode: 'structured' | 'binary';
  readonly key: SecretReference;
  readonly on: readonly string[];
}

/** A channel: by an incoming webhook, each message by itself; by a bot's token, one thread for each deployment. */
export interface SlackSpec extends Reached {
  readonly to: 'slack';
  readonly way:
    | { readonly kind: 'webhook'; readonly webhook: SecretReference }
    | { readonly kind: 'bot'; readonly token: SecretReference; readonly channel: string; readonly url: string };
  readonly on: readonly string[];
}

/** A repository's deployments and the statuses of its commits. */
export interface GithubSpec extends Reached {
  readonly to: 'github';
  readonly url: string;
  readonly token: SecretReference;
  readonly deployments: boolean;
  readonly commitStatus: boolean;
}

/** Annotations for each stage, bake and rollback. */
export interface GrafanaSpec extends Reached {
  readonly to: 'grafana';
  readonly url: string;
  readonly token: SecretReference;
  readonly tags: readonly string[];
}

/** Who is told of what happens to a unit's deployments. */
export type NotifierSpec = WebhookSpec | SlackSpec | GithubSpec | GrafanaSpec;

/** The secrets of a notifier: where they are read, never what they are. */
export function secretsOf(spec: NotifierSpec): readonly SecretReference[] {
  if (spec.to === 'webhook') return [spec.key];
  if (spec.to !== 'slack') return [spec.token];
  return [spec.way.kind === 'webhook' ? spec.way.webhook : spec.way.token];
}

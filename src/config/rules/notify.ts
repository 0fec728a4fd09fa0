import type { Path, PathFault } from '../problem/fault.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

const KEYS: Readonly<Record<string, readonly string[]>> = {
  webhook: ['on', 'url', 'format', 'mode', 'key'],
  slack: ['on', 'webhook', 'token', 'channel', 'url'],
  github: ['url', 'token', 'deployments', 'commit_status'],
  grafana: ['url', 'token', 'tags'],
};
const EVERYWHERE = ['to', 'allow_private'];

const NEEDED: Readonly<Record<string, readonly (readonly [key: string, remedy: string])[]>> = {
  webhook: [
    ['url', 'write  url: https://HOST/PATH'],
    ['key', 'write  key: { secret: env:HOOK_KEY }'],
  ],
  github: [['token', 'write  token: { secret: env:GITHUB_TOKEN }']],
  grafana: [
    ['url', 'write  url: https://HOST'],
    ['token', 'write  token: { secret: env:GRAFANA_TOKEN }'],
  ],
};

/** Each receiver has its own keys and all that it needs. */
export const checkNotify = (root: Written): readonly PathFault[] => {
  const written = valueAt(root, ['notify']);
  return Array.isArray(written) ? written.flatMap((_, index) => receiverFaults(root, ['notify', index])) : [];
};

function receiverFaults(root: Written, path: Path): readonly PathFault[] {
  const to = textAt(root, [...path, 'to']);
  const own = to !== undefined && Object.hasOwn(KEYS, to) ? KEYS[to] : undefined;
  if (to === undefined || own === undefined) return [];
  const has = (key: string): boolean => valueAt(root, [...path, key]) !== undefined;
  const lack = (key: string, remedy: string): PathFault => ({
    ...{ path: [...path, key], on: 'value', code: 'missing-key', remedy },
    message: `${key} is missing: ${to} cannot be told without`,
  });
  const strange = keysAt(root, path).flatMap((key): readonly PathFault[] => {
    const owners = Object.keys(KEYS).filter((one) => KEYS[one]?.includes(key));
    if (owners.length === 0 || own.includes(key) || EVERYWHERE.includes(key)) return [];
    const message = `${key} belongs to ${owners.join(' and ')}, and this is ${to}`;
    return [{ path: [...path, key], on: 'key', code: 'key-of-another-receiver', message, remedy: 'take it out' }];
  });
  const missing = (NEEDED[to] ?? []).filter(([key]) => !has(key)).map(([key, remedy]) => lack(key, remedy));
  return [
    ...strange,
    ...missing,
    ...(to === 'slack' ? slackFaults(path, has) : []),
    ...(to === 'github' ? repoFaults(root, path) : []),
  ];
}

function slackFaults(path: Path, has: (key: string) => boolean): readonly PathFault[] {
  const fault = (key: string, message: string, remedy: string): PathFault => ({
    ...{ path: [...path, key], on: 'value', code: 'notify-slack', message, remedy },
  });
  if (has('webhook'))
    return has('token') || has('channel')
      ? [
          fault(
            'webhook',
            'slack is told by a webhook or by a bot, and both are written',
            'take out webhook, or token and channel',
          ),
        ]
      : [];
  if (has('token') && has('channel')) return [];
  return [
    fault(
      'webhook',
      'slack is told by a webhook, or by a bot with token and channel',
      'write  webhook: { secret: env:SLACK_WEBHOOK }',
    ),
  ];
}

function repoFaults(root: Written, path: Path): readonly PathFault[] {
  if (valueAt(root, ['unit', 'repo']) !== undefined) return [];
  const message = 'which repository is told is not written';
  return [
    { path: [...path, 'to'], on: 'value', code: 'notify-repo', message, remedy: 'write  unit: { repo: OWNER/NAME }' },
  ];
}

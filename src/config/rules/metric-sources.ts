import { parseDuration, seconds } from '../../core/kernel/duration.ts';
import { isName } from '../../core/kernel/id.ts';
import type { Path, PathFault } from '../problem/fault.ts';
import { quoted } from '../problem/readable.ts';
import { NAME_RULE } from '../values/name.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

/** Which keys go with which type. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  router: [],
  prometheus: ['url', 'timeout', 'bearer', 'alerts', 'allow_private'],
  http: ['url', 'timeout', 'bearer', 'allow_private'],
  command: ['run', 'timeout'],
  haproxy: ['socket', 'backend', 'latency'],
};
const NEEDED: Readonly<Record<string, readonly (readonly [key: string, remedy: string])[]>> = {
  prometheus: [['url', 'write  url: http://HOST:9090']],
  http: [['url', 'write  url: http://localhost:9000/measurements']],
  command: [['run', 'write  run: [./metrics]']],
  haproxy: [
    ['socket', 'write  socket: run/haproxy.sock  as in its  stats socket … level admin'],
    ['backend', 'write  backend: NAME  of its backends NAME-stable and NAME-candidate'],
  ],
};
const ALERTMANAGER: Path = ['metrics', 'alertmanager'];
const LONGEST_ANSWER = seconds(5);
const LONGEST_INTERVAL = seconds(60);

/** The places at which a source is written. */
export const sourcePaths = (root: Written): readonly Path[] => [
  ['metrics', 'source'],
  ...keysAt(root, ['metrics', 'sources']).map((name) => ['metrics', 'sources', name]),
];

/** The type of a source as it is written; the router where none is. */
export const typeAt = (root: Written, path: Path): string => textAt(root, [...path, 'type']) ?? 'router';

/** A source has its own keys and all that it needs, and is asked neither too seldom nor for too long. */
export const checkMetricSources = (root: Written): readonly PathFault[] => [
  ...sourcePaths(root).flatMap((path) => [
    ...keyFaults(root, path),
    ...urlFaults(root, path),
    ...lateFaults(root, path),
  ]),
  ...urlFaults(root, ALERTMANAGER),
  ...lateFaults(root, ALERTMANAGER),
  ...nameFaults(root),
  ...seldomFaults(root),
];

function keyFaults(root: Written, path: Path): readonly PathFault[] {
  const type = typeAt(root, path);
  const own = Object.hasOwn(KEYS, type) ? KEYS[type] : undefined;
  if (own === undefined) return [];
  const strange = keysAt(root, path).flatMap((key): readonly PathFault[] => {
    const owners = Object.keys(KEYS).filter((one) => KEYS[one]?.includes(key));
    if (owners.length === 0 || own.includes(key)) return [];
    const message = `${key} belongs to ${owners.join(' and ')}, and this is ${type}`;
    const remedy = `take it out, or write  type: ${owners[0]}`;
    return [{ path: [...path, key], on: 'key', code: 'key-of-another-source', message, remedy }];
  });
  const missing = (NEEDED[type] ?? []).filter(([key]) => valueAt(root, [...path, key]) === undefined);
  return [
    ...strange,
    ...missing.map(([key, remedy]): PathFault => {
      const message = `${key} is missing: a source of type ${type} cannot be asked without`;
      return { path: [...path, key], on: 'value', code: 'missing-key', message, remedy };
    }),
  ];
}

function urlFaults(root: Written, path: Path): readonly PathFault[] {
  const at = [...path, 'url'];
  const written = textAt(root, at);
  if (written === undefined) return [];
  const address = written.replaceAll('$track', 'stable');
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    const message = 'this is no http or https address';
    return [{ path: at, on: 'value', code: 'source-url', message, remedy: 'write  url: http://HOST:PORT' }];
  }
  if (url.username !== '' || url.password !== '') {
    const message = 'an address with a name or password in it would stand in the plan';
    return [{ path: at, on: 'value', code: 'source-url', message, remedy: 'write  bearer: { secret: env:NAME }' }];
  }
  return [];
}

function lateFaults(root: Written, path: Path): readonly PathFault[] {
  const at = [...path, 'timeout'];
  const timeout = parseDuration(textAt(root, at) ?? '');
  if (timeout === undefined || timeout <= LONGEST_ANSWER) return [];
  const message = 'no source is waited for longer than 5s: by then its data is old';
  return [{ path: at, on: 'value', code: 'source-timeout', message, remedy: 'write  timeout: 5s' }];
}

const nameFaults = (root: Written): readonly PathFault[] =>
  keysAt(root, ['metrics', 'sources'])
    .filter((name) => !isName(name))
    .map((name) => ({
      path: ['metrics', 'sources', name],
      on: 'key',
      code: 'name',
      message: `${quoted(name)} is no name`,
      remedy: `write ${NAME_RULE}`,
    }));

function seldomFaults(root: Written): readonly PathFault[] {
  const paths = [['metrics'], ...keysAt(root, ['metrics', 'queries']).map((name) => ['metrics', 'queries', name])];
  return paths.flatMap((path): readonly PathFault[] => {
    const at = [...path, 'interval'];
    const interval = parseDuration(textAt(root, at) ?? '');
    if (interval === undefined || interval <= LONGEST_INTERVAL) return [];
    const message = 'asked so seldom a bad release would serve too long: at most 60s';
    return [{ path: at, on: 'value', code: 'source-interval', message, remedy: 'write  interval: 10s' }];
  });
}

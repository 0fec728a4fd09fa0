import type { Path, PathFault } from '../problem/fault.ts';
import { keysAt, textAt, valueAt, type Written } from '../yaml/written.ts';

/** Which keys go with which type of router; `sticky` goes with each. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  embedded: ['listen'],
  haproxy: ['socket', 'backend', 'address', 'files'],
};
const NEEDED: Readonly<Record<string, readonly (readonly [key: string, remedy: string])[]>> = {
  haproxy: [
    ['socket', 'write  socket: run/haproxy.sock  as in its  stats socket … level admin'],
    ['backend', 'write  backend: NAME  of its backends NAME-stable and NAME-candidate'],
  ],
};

/** A router has its own keys and all that it needs. */
export const checkRouters = (root: Written): readonly PathFault[] =>
  keysAt(root, ['environments']).flatMap((name) => {
    const path = ['environments', name, 'router'];
    const type = textAt(root, [...path, 'type']) ?? 'embedded';
    if (!Object.hasOwn(KEYS, type)) return [];
    return [...strangeKeys(root, path, type), ...missingKeys(root, path, type)];
  });

const strangeKeys = (root: Written, path: Path, type: string): readonly PathFault[] =>
  keysAt(root, path).flatMap((key): readonly PathFault[] => {
    const owner = Object.keys(KEYS).find((one) => KEYS[one]?.includes(key));
    if (owner === undefined || owner === type) return [];
    const message = `${key} belongs to ${owner}, and this is ${type}`;
    const remedy = `take it out, or write  type: ${owner}`;
    return [{ path: [...path, key], on: 'key', code: 'key-of-another-router', message, remedy }];
  });

const missingKeys = (root: Written, path: Path, type: string): readonly PathFault[] =>
  (NEEDED[type] ?? [])
    .filter(([key]) => valueAt(root, [...path, key]) === undefined)
    .map(([key, remedy]) => {
      const message = `${key} is missing: a router of type ${type} cannot be told without`;
      return { path: [...path, key], on: 'value', code: 'missing-key', message, remedy };
    });

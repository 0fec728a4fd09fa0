import type { PathFault } from '../problem/fault.ts';
import { keysAt, type Written } from '../yaml/written.ts';
import { checkKeysOfType, type TypedBlock } from './keys-of-type.ts';

/** Which keys go with which type of router; `sticky` goes with each. */
const ROUTER: TypedBlock = {
  kind: 'router',
  fallback: 'embedded',
  types: {
    embedded: { keys: ['listen'] },
    haproxy: {
      keys: ['socket', 'backend', 'address', 'files', 'latency'],
      needs: [
        ['socket', 'write  socket: run/haproxy.sock  as in its  stats socket … level admin'],
        ['backend', 'write  backend: NAME  of its backends NAME-stable and NAME-candidate'],
      ],
    },
  },
};

/** A router has its own keys and all that it needs. */
export const checkRouters = (root: Written): readonly PathFault[] =>
  keysAt(root, ['environments']).flatMap((name) => checkKeysOfType(root, ['environments', name, 'router'], ROUTER));

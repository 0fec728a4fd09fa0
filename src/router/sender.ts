import type { Socket } from 'node:net';
import { isLoopback, type Sender } from './message-head.ts';

/** Who is at the other end of a connection. */
export function senderOf(socket: Socket): Sender {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return { address, isLocal: isLoopback(address) };
}

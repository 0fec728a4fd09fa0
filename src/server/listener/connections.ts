import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ListenerLimits } from './limits.ts';

// Ends the counting of a request as served; kept beside the answer, since whoever streams knows nothing of its listener.
const served = new WeakMap<ServerResponse, () => void>();

/** An answer that stays open is a stream from now on: whoever keeps the streams counts it, its listener no longer does. */
export const becomesStream = (response: ServerResponse): void => served.get(response)?.();

/** The connections of a server, and the requests under way on them. */
export interface Connections {
  /** Takes a request up; false when too many are being served already. */
  admit(request: IncomingMessage, response: ServerResponse): boolean;
  /** Whether an answer has begun on a connection and has not ended. */
  isBeingAnswered(socket: object): boolean;
}

/**
 * Keeps a server answering whatever is done to it. Connections on which nothing is being served are what a flood is made of:
 * when an address has too many, or all have, the one that has waited longest is cut, never the newcomer. So a request that comes
 * whole is always heard, and `/healthz` is always answered.
 */
export function watchConnections(server: Server, limits: ListenerLimits): Connections {
  // A Set keeps the order of arrival.
  const waiting = new Set<Socket>();
  const unread = new Map<Socket, number>();
  const open = new Set<Socket>();
  const answers = new WeakMap<object, ServerResponse>();
  let serving = 0;

  const wait = (socket: Socket): void => {
    if (socket.destroyed) return;
    waiting.add(socket);
    const ofSame = [...waiting].filter((one) => one.remoteAddress === socket.remoteAddress);
    if (ofSame.length > limits.waitingPerAddress) ofSame[0]?.destroy();
    if (waiting.size > limits.waiting) [...waiting][0]?.destroy();
  };

  const take = (socket: Socket): void => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      waiting.delete(socket);
      unread.delete(socket);
    });
    wait(socket);
  };
  server.on('connection', take);
  // Over TLS a request comes on another socket than the connection under it, which has nothing to wait for any more.
  server.on('secureConnection', (socket: Socket) => {
    const { remotePort, remoteAddress } = socket;
    const under = [...waiting].find((one) => one.remotePort === remotePort && one.remoteAddress === remoteAddress);
    if (under !== undefined) waiting.delete(under);
    take(socket);
  });

  // Node says neither when an answer began to lie unread nor that it does: looked at from time to time.
  const sweep = setInterval(() => {
    const now = performance.now();
    for (const socket of open) {
      if (socket.writableLength === 0) unread.delete(socket);
      else if (!unread.has(socket)) unread.set(socket, now);
      else if (now - (unread.get(socket) ?? now) > limits.unreadFor) socket.destroy();
    }
  }, limits.sweep);
  sweep.unref();
  server.once('close', () => clearInterval(sweep));

  return {
    isBeingAnswered: (socket) => answers.get(socket)?.headersSent ?? false,
    admit: (request, response) => {
      const { socket } = request;
      const isCounted = request.url !== '/healthz';
      if (isCounted && serving >= limits.serving) return false;
      waiting.delete(socket);
      answers.set(socket, response);
      if (isCounted) serving += 1;
      let counts = isCounted;
      const uncount = (): void => {
        if (counts) serving -= 1;
        counts = false;
      };
      served.set(response, uncount);
      response.once('close', () => {
        uncount();
        answers.delete(socket);
        wait(socket);
      });
      return true;
    },
  };
}

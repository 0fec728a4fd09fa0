import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer, Socket } from 'node:net';
import { ClientMessage } from './client-message.ts';
import { type ExchangeOptions, exchange } from './exchange.ts';
import { tunnel } from './tunnel.ts';

/** The server that users talk to. */
export interface TrafficServer {
  readonly server: Server<typeof ClientMessage>;
  /** Takes no more connections and waits for those with a request under way, at most this long. */
  close(grace: number): Promise<void>;
}

// Longer than clients keep an idle connection, so that it is they who close it and no request meets a closing one.
const IDLE_CLIENT = 75_000;
const HEAD_WITHIN = 15_000;
const LINGER = 1_000;
const LOOK_EVERY = 50;

/** Makes the server that passes users' requests on. */
export function trafficServer(options: ExchangeOptions): TrafficServer {
  const server = createServer({
    IncomingMessage: ClientMessage,
    keepAliveTimeout: IDLE_CLIENT,
    headersTimeout: HEAD_WITHIN,
    // An upload may take as long as it moves; one that stands still is ended by the exchange.
    requestTimeout: 0,
  });
  const connections = new Set<Socket>();
  const onRequest = (incoming: IncomingMessage, response: ServerResponse): void =>
    exchange(incoming, response, options);
  server.on('request', onRequest);
  server.on('checkContinue', onRequest);
  server.on('upgrade', (incoming, socket, early) => {
    if (socket instanceof Socket) tunnel(incoming, socket, early, options);
    else socket.destroy();
  });
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });

  return {
    server,
    close: (grace) =>
      new Promise((resolve) => {
        let sweep: NodeJS.Timeout | undefined;
        // Closed at once, an idle connection could meet a request that is on its way. The next answer says that it closes.
        const linger = setTimeout(() => {
          sweep = setInterval(() => server.closeIdleConnections(), LOOK_EVERY);
        }, LINGER);
        const deadline = setTimeout(() => {
          for (const socket of connections) socket.destroy();
        }, grace);
        const closed = (): void => {
          for (const timer of [linger, sweep, deadline]) clearTimeout(timer);
          resolve();
        };
        // The HTTP server's own way of closing takes idle connections down with it.
        NetServer.prototype.close.call(server, closed);
      }),
  };
}

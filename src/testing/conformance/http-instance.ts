import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Member } from '../../ports/traffic-router.ts';

/** What an instance answers. */
export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** An instance over real HTTP, as a router sees it. It answers with its id. */
export interface HttpInstance extends Member {
  /** Requests that arrived, newest last. */
  readonly received: readonly IncomingMessage[];
  /** Connections open just now. */
  connections(): number;
  /** Resolves when the next request for `/hold` has got its head. It is answered in full when `release` is called. */
  held(): Promise<void>;
  release(): void;
  /** Ends at once and breaks every connection. */
  close(): Promise<void>;
}

/** Starts an instance on a free loopback port. `/hold` answers its head and waits, `/fail` answers 500. */
export async function httpInstance(id: string, answering?: Answering): Promise<HttpInstance> {
  const received: IncomingMessage[] = [];
  const events = new EventEmitter();
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    received.push(request);
    if (answering !== undefined) answering(request, response);
    else if (request.url === '/hold') {
      response.write(id);
      held.push(response);
      events.emit('held');
    } else {
      request.resume();
      response.writeHead(request.url === '/fail' ? 500 : 200, { 'X-Instance': id }).end(id);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
  let open = 0;
  server.on('connection', (socket) => {
    open++;
    socket.on('close', () => open--);
  });

  return {
    id,
    address: `http://127.0.0.1:${port}`,
    received,
    connections: () => open,
    held: async () => {
      if (held.length === 0) await once(events, 'held');
    },
    release: () => {
      for (const response of held.splice(0)) response.end();
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The member that an instance is. */
export const memberOf = ({ id, address }: Member): Member => ({ id, address });

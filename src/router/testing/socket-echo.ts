import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Member } from '../routing.ts';

/** An instance with web sockets: it gives back each line with its own name in front, and answers plain requests with its name. */
export interface EchoInstance extends Member {
  readonly sockets: readonly Socket[];
  /** The heads of the handshakes. */
  readonly seen: readonly IncomingMessage[];
  close(): Promise<void>;
}

/** Starts such an instance on a free loopback port. `shake` takes the place of the echo. */
export async function echoInstance(id: string, shake: (socket: Socket) => void = echo(id)): Promise<EchoInstance> {
  const sockets: Socket[] = [];
  const seen: IncomingMessage[] = [];
  const server = createServer((_request, response) => void response.end(id));
  server.on('upgrade', (request, duplex) => {
    const socket = duplex as Socket;
    seen.push(request);
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Id: ${id}\r\n\r\n`,
    );
    shake(socket);
  });
  server.listen(0, '127.0.0.1', 1024);
  await once(server, 'listening');
  const bound = server.address();
  return {
    id,
    address: `http://127.0.0.1:${bound !== null && typeof bound === 'object' ? bound.port : 0}`,
    sockets,
    seen,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

function echo(id: string): (socket: Socket) => void {
  return (socket) => {
    linesOf(socket, (line) => socket.write(`${id} ${line}\n`));
    socket.on('end', () => socket.end());
  };
}

/** A client's end of a web socket. */
export interface ClientSocket {
  /** The instance that shook hands. */
  readonly id: string;
  readonly socket: Socket;
  readonly answer: IncomingMessage;
  /** Whole lines that came, oldest first. */
  readonly lines: readonly string[];
}

/** Opens a web socket at a router and reads its lines. Rejects when the answer is another one. */
export async function openSocket(url: string, headers: Readonly<Record<string, string>> = {}): Promise<ClientSocket> {
  const { answer, socket } = await shakeHands(url, headers);
  const lines: string[] = [];
  linesOf(socket, (line) => lines.push(line));
  return { id: String(answer.headers['x-id']), socket, answer, lines };
}

/** Opens a web socket at a router, of which nothing is read yet. */
export async function shakeHands(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly answer: IncomingMessage; readonly socket: Socket }> {
  const offered = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', ...headers };
  const sending = ask(`${url}/socket`, { headers: offered, agent: false });
  const [answer, socket, early] = await new Promise<[IncomingMessage, Socket, Buffer]>((resolve, reject) => {
    sending.on('upgrade', (response, given, first) => resolve([response, given as Socket, first]));
    sending.on('response', (response) => reject(new Error(`answered ${response.statusCode}`)));
    sending.on('error', reject);
    sending.end();
  });
  socket.on('error', () => undefined);
  // What came in one piece with the handshake is read like everything else.
  if (early.length > 0) socket.unshift(early);
  return { answer, socket };
}

function linesOf(socket: Socket, take: (line: string) => void): void {
  let rest = '';
  socket.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) take(line);
  });
}

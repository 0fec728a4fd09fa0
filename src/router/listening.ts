import type { Server } from 'node:net';
import type { ListenAddress } from './listen-address.ts';
import { messageOf, StartFailure, systemCode } from './start-failure.ts';

/** Listens where users are to reach the router and gives the port, or says in plain words why that cannot be. */
export async function listenOn(server: Server, { host, port }: ListenAddress): Promise<number> {
  try {
    await listening(server, { host, port });
  } catch (error) {
    throw failure(error, host, port);
  }
  const bound = server.address();
  return bound !== null && typeof bound === 'object' ? bound.port : port;
}

/** Listens on a socket of the file system. */
export const listenAt = (server: Server, path: string): Promise<void> => listening(server, { path });

function listening(server: Server, where: { host: string; port: number } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      // A listener that fails to accept (no more file handles) goes on with the next connection.
      server.on('error', () => undefined);
      resolve();
    });
  });
}

function failure(error: unknown, host: string, port: number): StartFailure {
  const place = `${host}:${port}`;
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new StartFailure(
        'port-in-use',
        `port ${port} on ${host} is in use`,
        `stop what listens on ${place}, or set router.listen to another port`,
        error,
      );
    case 'EACCES':
      return new StartFailure('port-forbidden', `port ${port} may not be used`, 'choose a port from 1024 on', error);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartFailure('router-listen', `${host} is no address of this machine`, 'use 127.0.0.1', error);
    default:
      return new StartFailure(
        'router-listen',
        `cannot listen on ${place}: ${messageOf(error)}`,
        'look at the cause',
        error,
      );
  }
}

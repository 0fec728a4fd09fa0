import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { problem } from './refused.ts';

/** A listener that is up. */
export interface Listening {
  readonly server: Server;
  /** Stops accepting, ends idle connections, and resolves when the last request has its answer. */
  close(): Promise<void>;
}

/** Serves on a unix socket that only this account may use. A socket nobody answers on is left over, and replaced. */
export async function listenOnSocket(app: Hono, path: string): Promise<Listening> {
  if (await answers(path)) {
    throw problem('refused', {
      code: 'socket-in-use',
      message: `Another control plane answers on ${path}`,
      remedy: 'Use it, or stop it: plimsoll down',
    });
  }
  await rm(path, { force: true });
  const server = serverFor(app);
  await listening(server, () => server.listen(path));
  await chmod(path, 0o600);
  return { server, close: () => closed(server) };
}

/** Serves on a loopback port; a taken port gives way to the next free one. Returns where. */
export async function listenOnLoopback(app: Hono, port: number): Promise<Listening & { readonly port: number }> {
  for (let offered = port; offered < port + 50; offered += 1) {
    const server = serverFor(app);
    try {
      await listening(server, () => server.listen(offered, '127.0.0.1'));
      return { server, port: offered, close: () => closed(server) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw problem('refused', {
    code: 'port-in-use',
    message: `No port from ${port} on is free`,
    remedy: 'Name another: plimsoll serve --port N',
  });
}

function serverFor(app: Hono): Server {
  const server = createServer(getRequestListener(app.fetch));
  server.headersTimeout = 5_000;
  server.requestTimeout = 10_000;
  return server;
}

const listening = (server: Server, listen: () => void): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve();
    });
    listen();
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });

/** Whether somebody answers on a unix socket. */
export const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

import { chmod, rm } from 'node:fs/promises';
import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Hono } from 'hono';
import type { ListenerRules } from './listener/admission.ts';
import { guardedServer } from './listener/guarded-server.ts';
import type { ListenerLimits } from './listener/limits.ts';
import { problem } from './refused.ts';

/** A listener that is up. */
export interface Listening {
  readonly server: Server;
  /** Stops accepting, ends idle connections, and resolves when the last request has its answer. */
  close(): Promise<void>;
}

/** Serves on a unix socket that only this account may use. A socket nobody answers on is left over, and replaced. */
export async function listenOnSocket(app: Hono, path: string, limits?: ListenerLimits): Promise<Listening> {
  if (await answers(path)) {
    throw problem('refused', {
      code: 'socket-in-use',
      message: `Another control plane answers on ${path}`,
      remedy: 'Use it, or stop it: plimsoll down',
    });
  }
  await rm(path, { force: true });
  const server = serverFor(app, () => OF_SOCKET, limits);
  await listening(server, () => server.listen(path));
  await chmod(path, 0o600);
  return { server, close: () => closed(server) };
}

/**
 * Serves on a loopback port; a taken port gives way to the next free one, unless just that one was meant. Returns where. Where people
 * approve at another origin, its pages may not ask for a passkey.
 */
export async function listenOnLoopback(
  app: Hono,
  port: number,
  limits?: ListenerLimits,
  just?: (port: number) => Error,
  isApprovedElsewhere = false,
): Promise<Listening & { readonly port: number }> {
  for (let offered = port; offered < port + 50; offered += 1) {
    const server = serverFor(app, ofLoopback(isApprovedElsewhere), limits);
    try {
      await listening(server, () => server.listen(offered, '127.0.0.1'));
      return { server, port: offered, close: () => closed(server) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (just !== undefined) throw just(port);
    }
  }
  throw problem('refused', {
    code: 'port-in-use',
    message: `No port from ${port} on is free`,
    remedy: 'Name another: plimsoll serve --port N',
  });
}

/** Where people approve over a network, with what shows that it is that place. */
export interface TlsSite {
  /** `https://approve.example.org`: its host is the only name that is answered, and it the only origin. */
  readonly origin: string;
  readonly address: string;
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
}

/** Serves over TLS under one name. What is plain, or asks for another name, is not heard. */
export async function listenOverTls(app: Hono, site: TlsSite, limits?: ListenerLimits): Promise<Listening> {
  const { origin, address, port, certificate, key } = site;
  const rules: ListenerRules = {
    hosts: [new URL(origin).host],
    origins: [origin],
    headers: { 'strict-transport-security': 'max-age=31536000', 'permissions-policy': OWN_PASSKEYS },
  };
  const server = serverFor(app, () => rules, limits, { certificate, key });
  await listening(server, () => server.listen(port, address));
  return { server, close: () => closed(server) };
}

const OWN_PASSKEYS = 'publickey-credentials-get=(self), publickey-credentials-create=(self)';
const NO_PASSKEYS = { 'permissions-policy': 'publickey-credentials-get=(), publickey-credentials-create=()' };

type FetchCallback = Parameters<typeof getRequestListener>[0];
type RulesOf = (request: IncomingMessage) => ListenerRules;

/** What speaks to a socket of the file system calls it by this name, and is never a page. */
const OF_SOCKET: ListenerRules = { hosts: ['localhost'], origins: [] };

/** Our own page is the one at `localhost`: a passkey belongs to that name. */
const ofLoopback =
  (isApprovedElsewhere: boolean): RulesOf =>
  ({ socket: { localPort } }) => ({
    hosts: [`localhost:${localPort}`, `127.0.0.1:${localPort}`],
    origins: [`http://localhost:${localPort}`],
    ...(isApprovedElsewhere ? { headers: NO_PASSKEYS } : {}),
  });

const serverFor = (
  app: Hono,
  rules: RulesOf,
  limits: ListenerLimits | undefined,
  tls?: { readonly certificate: string; readonly key: string },
): Server =>
  guardedServer({
    answer: getRequestListener(answering(app)),
    rules,
    ...(limits === undefined ? {} : { limits }),
    ...(tls === undefined ? {} : { tls }),
  });

// A stream has begun its answer by itself; Hono hands on a copy of what says so, and a copy is not recognised.
const answering =
  (app: Hono): FetchCallback =>
  async (request, env) => {
    const answer = await app.fetch(request, env);
    return 'outgoing' in env && env.outgoing.headersSent ? RESPONSE_ALREADY_SENT : answer;
  };

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

import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { controlPlaneClient, type Exchange } from '../api/client.ts';
import type { ControlPlane } from '../api/control-plane.ts';
import { ProblemError } from '../api/problem.ts';
import type { Invocation } from './invocation.ts';
import { type NamedServer, namedServer, originOf, tokenGiven } from './server-address.ts';
import { keptSession } from './session-file.ts';
import { signedIn } from './signed-in.ts';
import { startControlPlane } from './start.ts';
import { type TlsPeer, tlsPeer, untrusted } from './tls-peer.ts';

/** Longer than any question for news stays open, in milliseconds: one that hangs is no answer. */
const ANSWER_LIMIT = 90_000;

/** The control plane of this folder when it runs; undefined when it does not. */
export async function running(invocation: Invocation): Promise<ControlPlane | undefined> {
  const named = await namedServer(invocation);
  if (named !== undefined) {
    const through = named.address.kind === 'tls' ? await tlsPeer(named.address, invocation.ca) : undefined;
    const exchange = (bearer: string | null): Exchange => exchangeWith(named, bearer, through);
    return controlPlaneClient(asWhoWeAre(invocation, exchange, originOf(named)));
  }
  const socket = socketOf(invocation);
  return socket !== undefined && (await answers(socket))
    ? controlPlaneClient(asWhoWeAre(invocation, (bearer) => overSocket(socket, bearer)))
    : undefined;
}

/** With the token of the environment, else the session of this folder, else as the account that we are. */
function asWhoWeAre({ dataDir }: Invocation, exchange: (bearer: string | null) => Exchange, origin?: string): Exchange {
  const token = tokenGiven();
  const session = token === null ? keptSession(dataDir) : null;
  // A session is sent to the control plane that gave it, and to no other.
  return session === null || session.origin !== origin
    ? exchange(token)
    : signedIn(exchange(session.bearer), exchange(null), dataDir);
}

/** The control plane of this folder, started detached when it does not run. Says so on stderr. */
export async function connected(invocation: Invocation, mainFile: string): Promise<ControlPlane> {
  const present = await running(invocation);
  if (present !== undefined) return present;
  const isRunning = async (): Promise<boolean> => (await running(invocation)) !== undefined;
  const isOurs = await startControlPlane(invocation, mainFile, isRunning);
  const plane = await running(invocation);
  if (plane === undefined) throw lost('the control plane has gone again');
  if (isOurs && !invocation.quiet) {
    const { page } = await plane.about();
    process.stderr.write(`started a local control plane · page ${page} · stop it: plimsoll down\n`);
    if (isOnRunner(process.env)) process.stderr.write(`${FORGETFUL}\n`);
  }
  return plane;
}

const FORGETFUL =
  '! on CI a record ends with the disk of its runner: name a control plane that stays, with --server or PLIMSOLL_SERVER';

const isOnRunner = ({ CI = '' }: NodeJS.ProcessEnv): boolean => !['', '0', 'false'].includes(CI.toLowerCase());

/** Where the control plane of this folder listens, as it said itself. */
function socketOf(invocation: Invocation): string | undefined {
  const pointer = join(invocation.dataDir, 'control.sock.path');
  const path = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : '';
  return path === '' ? undefined : path;
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const lost = (detail: string): ProblemError =>
  new ProblemError('unavailable', [
    {
      code: 'contact-lost',
      message: `The control plane does not answer: ${detail}`,
      remedy: 'What runs goes on. Look again: plimsoll status',
    },
  ]);

/** An exchange with a control plane that was named. It is never started: whoever named it knows where it runs. */
function exchangeWith({ text, address, token }: NamedServer, bearer: string | null, through?: TlsPeer): Exchange {
  const exchange =
    address.kind === 'socket'
      ? overSocket(address.path, bearer)
      : exchanging(through ?? { host: address.host, port: address.port }, authorization(bearer ?? token));
  return async (method, path, body, headers) => {
    try {
      return await exchange(method, path, body, headers);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problems[0]?.code !== 'contact-lost') throw error;
      const message = `${error.message} (${text})`;
      throw new ProblemError('unavailable', [
        { code: 'contact-lost', message, remedy: 'Start it there, or leave --server and PLIMSOLL_SERVER out' },
      ]);
    }
  };
}

/** An exchange over a unix socket. */
export const overSocket = (socketPath: string, bearer: string | null = null): Exchange =>
  exchanging({ socketPath }, authorization(bearer));

const authorization = (bearer: string | null): Readonly<Record<string, string>> =>
  bearer === null ? {} : { authorization: `Bearer ${bearer}` };

/** Where requests go. */
type Peer = { readonly socketPath: string } | { readonly host: string; readonly port: number } | TlsPeer;

function exchanging(peer: Peer, more: Readonly<Record<string, string>>): Exchange {
  const ask = 'ask' in peer ? peer.ask : request;
  const to = 'ask' in peer ? peer.to : peer;
  return (method, path, body, own = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers =
        text === undefined
          ? {}
          : {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(text),
              'idempotency-key': randomUUID(),
            };
      const asked = ask({ ...to, method, path, headers: { ...more, ...own, ...headers } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 500, text: Buffer.concat(chunks).toString('utf8') }),
        );
        response.on('error', (error) => reject(lost(error.message)));
      });
      asked.on('error', (error) => reject(untrusted(error) ?? lost(error.message)));
      asked.setTimeout(ANSWER_LIMIT, () => asked.destroy(new Error(`no answer in ${ANSWER_LIMIT / 1_000} s`)));
      asked.end(text);
    });
}

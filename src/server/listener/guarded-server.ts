import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type Refusal, refuse } from '../../core/kernel/refusal.ts';
import { type ListenerRules, notAdmitted } from './admission.ts';
import { brokenRequest } from './broken-request.ts';
import { watchConnections } from './connections.ts';
import { LISTENER_LIMITS, type ListenerLimits } from './limits.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** What answers a request that was let in. */
type Answering = (request: IncomingMessage, response: ServerResponse) => unknown;

/** How a guarded server is made. */
export interface GuardedServer {
  readonly answer: Answering;
  /** Asked at each request: the port of a name is known only once the server listens. */
  readonly rules: (request: IncomingMessage) => ListenerRules;
  readonly limits?: ListenerLimits;
  /** Certificate and key in PEM: then nothing is heard that does not come over TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

const TOO_MANY = refuse(
  'too-many-requests-open',
  'Too many requests are being served',
  'End some that wait for news, or ask again in a second',
);
/** How long, in milliseconds, somebody who is still sending may take to read why nobody listens. */
const FAREWELL = 500;
/** A body of so many bytes that nobody wanted is read for nothing, so that its connection serves the next request. */
const WORTH_READING = 64 * 1_024;

/** An HTTP server that hears only who keeps the rules of every listener, and bears only so much. Nothing else may listen. */
export function guardedServer({ answer, rules, limits = LISTENER_LIMITS, tls }: GuardedServer): Server {
  const options = {
    maxHeaderSize: limits.headBytes,
    headersTimeout: limits.headWithin,
    requestTimeout: limits.requestWithin,
    connectionsCheckingInterval: limits.sweep,
    requireHostHeader: true,
  };
  const server =
    tls === undefined
      ? createServer(options)
      : createTlsServer({
          ...options,
          ...{ cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2', handshakeTimeout: limits.headWithin },
        });
  const connections = watchConnections(server, limits);
  const take: Answering = (request, response) => {
    // What comes on a connection that is ending would be done and never answered: then its sender would have it done twice.
    if (request.socket.writableEnded) return undefined;
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const asked = rules(request);
    for (const [name, value] of Object.entries({ ...SECURITY_HEADERS, ...asked.headers }))
      response.setHeader(name, value);
    const refused = (status: number, refusal: Refusal): void => {
      response.once('finish', () => endUnlessWhole(request));
      say(response, status, refusal);
    };
    if (!connections.admit(request, response)) return refused(503, TOO_MANY);
    const not = notAdmitted(request, asked);
    if (not !== undefined) return refused(not.status, not.refusal);
    // An answer may be finished while the parser is still at the body that came with the head.
    response.once('finish', () => setImmediate(() => isSmall(request) || endUnlessWhole(request)));
    return answer(request, response);
  };
  server.on('request', take);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Into an answer that has begun nothing may be mixed.
    if (socket.writable && !connections.isBeingAnswered(socket)) socket.write(brokenRequest(error.code));
    socket.destroy();
  });
  // Without this Node would ask for the body before anybody looked at the head.
  server.on('checkContinue', take);
  server.on('checkExpectation', take);
  return server;
}

function say(response: ServerResponse, status: number, { code, message, remedy }: Refusal): void {
  const problems = [{ code, message, remedy }];
  const kind = status === 403 ? 'not-allowed' : status === 503 ? 'unavailable' : 'usage';
  const body = JSON.stringify({ type: `urn:plimsoll:problem:${code}`, title: message, status, kind, problems });
  const headers = { 'content-type': 'application/problem+json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, status === 503 ? { ...headers, 'retry-after': '1', connection: 'close' } : headers);
  response.end(body);
}

/** Whoever was answered before the body came is not listened to any longer: what is still sent would be read for nothing. */
function endUnlessWhole(request: IncomingMessage): void {
  if (request.complete) return;
  const { socket } = request;
  // Node would read the rest to keep the connection; the answer has to leave before the connection breaks.
  request.pause();
  socket.end();
  setTimeout(() => socket.destroy(), FAREWELL).unref();
}

const isSmall = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= WORTH_READING;

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Control, Ordered } from './control.ts';
import { isObject, isWhole, readChange } from './routing-shape.ts';
import type { SecondRows } from './second-rows.ts';

/** What the admin socket offers. */
export interface AdminOptions {
  readonly boot: string;
  readonly control: Control;
  readonly rows: SecondRows;
  readonly steady: () => number;
}

/** An answer: JSON text under a status. */
interface Answer {
  readonly status: number;
  readonly text: string;
}

const BODY_LIMIT = 1024 * 1024;
const MOST_CONNECTIONS = 64;
/** A head has 16 KiB and 5 s, the whole request 10 s. */
const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
};

/** HTTP and JSON for whoever may open the socket: change the routing, read back what is in force, read the rows. */
export function adminServer(options: AdminOptions): Server {
  const server = createServer(LIMITS, (request, response) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    const not = notAdmitted(request);
    if (not !== undefined) {
      write(response, not);
      // What is still sent by somebody who was not let in is not read.
      response.once('finish', () => request.complete || request.socket.destroySoon());
      return;
    }
    void answerTo(request, options).then(
      (answer) => write(response, answer),
      (error: unknown) =>
        write(response, problem(500, 'router-bug', error instanceof Error ? error.message : 'unknown')),
    );
  });
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

// The socket is for this account alone. A page or a name from elsewhere has no business there all the same: a proxy in front of
// it, or a browser that can be made to speak to it, must not change the routing.
function notAdmitted({ method, headers }: IncomingMessage): Answer | undefined {
  if (headers.host !== 'localhost') return problem(403, 'host-not-listed', 'this socket is reached as localhost');
  if (headers.origin !== undefined) return problem(403, 'origin-not-listed', 'no page may speak to the router');
  if (headers.expect !== undefined)
    return problem(417, 'no-expectations', 'nothing is promised before a request is whole');
  if (method !== 'POST' || /^application\/json(?:; ?charset=utf-8)?$/i.test(headers['content-type'] ?? ''))
    return undefined;
  return problem(415, 'not-json', 'changes are asked for with application/json');
}

async function answerTo(request: IncomingMessage, options: AdminOptions): Promise<Answer> {
  const { boot, control, rows, steady } = options;
  const url = new URL(request.url ?? '/', 'http://router');
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /health':
      return answer(200, { ok: true, pid: process.pid, boot });
    case 'GET /state':
      return answer(200, control.inForce());
    case 'GET /rows':
      return rowsAfter(url.searchParams.get('after'), boot, rows, steady());
    case 'POST /shift':
    case 'POST /members': {
      const ordered = readOrder(url.pathname, await bodyOf(request));
      if (ordered === undefined) return problem(400, 'malformed', 'the body is no effect with an epoch and a change');
      const done = await control.order(ordered);
      if (!('refused' in done)) return answer(200, done);
      return problem(done.refused === 'state-not-written' ? 503 : 409, done.refused, done.message);
    }
    default:
      return problem(404, 'unknown-route', `${request.method} ${url.pathname} is not offered here`);
  }
}

/** Rows of an earlier start are gone; what there is of this one is all new to whoever asks with an old position. */
function rowsAfter(after: string | null, boot: string, rows: SecondRows, now: number): Answer {
  if (after === null) return { status: 200, text: rows.textAfter(null, now) };
  const parts = /^([^/]+)\/(\d{1,15})$/.exec(after);
  if (parts === null) return problem(400, 'malformed', `'${after}' is no position <boot>/<second>`);
  return { status: 200, text: rows.textAfter(parts[1] === boot ? Number(parts[2]) : -1, now) };
}

function readOrder(path: string, text: string | undefined): Ordered | undefined {
  if (text === undefined) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(body)) return undefined;
  const { effect, epoch } = body;
  const change = readChange(path === '/shift' ? { traffic: body.traffic, sticky: body.sticky } : body.change);
  if (typeof effect !== 'string' || effect === '' || !isWhole(epoch) || change === undefined) return undefined;
  return path === '/shift' && change.traffic === undefined ? undefined : { effect, epoch, change };
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const answer = (status: number, body: object): Answer => ({ status, text: JSON.stringify(body) });

const problem = (status: number, code: string, message: string): Answer => answer(status, { code, message });

function write(response: ServerResponse, { status, text }: Answer): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

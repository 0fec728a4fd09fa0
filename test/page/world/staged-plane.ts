import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { StreamedEvent } from '../../../src/api/streamed.ts';
import { withSecurityHeaders } from '../../../src/server/listener/security-headers.ts';
import { openApiRoute } from '../../../src/server/openapi/route.ts';
import { pageRoutes } from '../../../src/server/pages/routes.ts';

/** The page as it was built. */
export const BUILT_PAGE = new URL('../../../dist/web/', import.meta.url);

/** What is answered, by method and path below `/api/v1`: `GET /deployments/dep_1`. A function is given body and query. */
export type Answers = Readonly<Record<string, unknown>>;

/** A request that the page made. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly ifMatch: string | null;
}

/** A refusal as an answer. */
export const refusal = (status: number, kind: string, code: string, message: string): Response =>
  Response.json({ kind, problems: [{ code, message, remedy: `the remedy of ${code}` }] }, { status });

/**
 * Serves the built page under the headers that the control plane gives it, and answers what it asks with what a test puts on the
 * stage: any state, also those that are hard to come by, and any text in any field.
 */
export class StagedPlane {
  readonly asked: Asked[] = [];
  readonly #streams = new Set<ServerResponse>();
  readonly #server = createServer();
  #answers: Answers;
  #isAway = false;
  #seq = 1_000;

  private constructor(answers: Answers) {
    this.#answers = answers;
  }

  static async open(answers: Answers): Promise<StagedPlane> {
    const staged = new StagedPlane(answers);
    const app = staged.#app();
    const listener = getRequestListener((request, env) => app.fetch(request, env));
    staged.#server.on('request', (request, response) => {
      if (staged.#isAway) request.socket.destroy();
      else void listener(request, response);
    });
    await new Promise<void>((done) => staged.#server.listen(0, '127.0.0.1', done));
    return staged;
  }

  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Puts other answers on the stage; those that are not named stay. */
  put(answers: Answers): void {
    this.#answers = { ...this.#answers, ...answers };
  }

  /** Takes the control plane away: every line breaks, and nobody answers. */
  goAway(): void {
    this.#isAway = true;
    this.#server.closeAllConnections();
    this.#streams.clear();
  }

  comeBack(): void {
    this.#isAway = false;
  }

  /** Tells whoever follows of an event. */
  tell(event: Omit<StreamedEvent, 'seq'>): void {
    this.#seq += 1;
    for (const stream of this.#streams) send(stream, event.type, { ...event, seq: this.#seq }, this.#seq);
  }

  /** How many follow the events. */
  get followers(): number {
    return this.#streams.size;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #app(): Hono {
    const app = new Hono();
    app.use(withSecurityHeaders);
    pageRoutes(app, () => 'not built', BUILT_PAGE);
    openApiRoute(app);
    app.get('/api/v1/events', (context) => {
      const { outgoing } = context.env as { readonly outgoing: ServerResponse };
      outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      outgoing.write('retry: 200\n\n');
      this.#streams.add(outgoing);
      outgoing.on('close', () => this.#streams.delete(outgoing));
      send(outgoing, 'connected', { controlPlaneId: 'cp_staged', epoch: 1, seq: this.#seq }, this.#seq);
      return RESPONSE_ALREADY_SENT;
    });
    app.all('/api/v1/*', async (context) => {
      const { method } = context.req;
      const path = context.req.path.slice('/api/v1'.length);
      const body: unknown = method === 'POST' ? await context.req.json().catch(() => null) : null;
      this.asked.push({ method, path, body, ifMatch: context.req.header('if-match') ?? null });
      const found = this.#answers[`${method} ${path}`];
      const answer: unknown =
        typeof found === 'function' ? await found(body, new URL(context.req.url).searchParams) : found;
      if (answer instanceof Response) return answer.clone();
      return answer === undefined
        ? refusal(404, 'not-found', 'not-on-stage', `${method} ${path} is not on the stage`)
        : context.json(answer);
    });
    return app;
  }
}

const send = (stream: ServerResponse, type: string, data: unknown, id: number): void => {
  stream.write(`id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
};

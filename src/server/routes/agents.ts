import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { controlPlaneClient } from '../../api/client.ts';
import type { ControlPlane } from '../../api/control-plane.ts';
import { ProblemError } from '../../api/problem.ts';
import { type Toolset, toolRow } from '../../core/authorisation/tool-table.ts';
import { isRefusal } from '../../core/kernel/refusal.ts';
import { WIDEST } from '../../core/principal/agent-budget.ts';
import { principalText } from '../../core/principal/principal.ts';
import { Memories } from '../../mcp/memory.ts';
import { changedBy } from '../../mcp/news.ts';
import type { HttpDoor } from '../../mcp/over-http.ts';
import type { Surroundings } from '../../mcp/surroundings.ts';
import type { Door } from '../door.ts';
import { bodyJson } from '../listener/read-body.ts';
import { problem, refused } from '../refused.ts';
import { oneOf } from './query.ts';

/** What stands around the agents' door: made by whoever starts the control plane, for each message with the way back in. */
export type AroundAgents = (plane: () => Promise<ControlPlane>, set: Toolset) => Promise<Surroundings>;

const SETS: readonly Toolset[] = ['read', 'ship', 'operate'];

/**
 * The Model Context Protocol at /mcp. Who sends a message is found out first; what its tools then ask goes through the routes of the API
 * like every other request, with the same proof, table, scope and budget: this door grants nothing of its own.
 */
export function agentRoutes(app: Hono, door: Door, around: AroundAgents): void {
  const memories = new Memories();
  let opened: Promise<HttpDoor> | undefined;
  // Loaded with the first message: most control planes never get one.
  const open = async (): Promise<HttpDoor> => {
    const opening = (await import('../../mcp/over-http.ts')).httpDoor(memories, () => undefined);
    door.follow((entries) => {
      for (const uri of new Set(entries.flatMap(({ stream }) => changedBy(stream)))) opening.changed(uri);
    });
    return opening;
  };

  app.on(['GET', 'POST'], '/mcp', async (context) => {
    const caller = door.authenticate(context.req.raw);
    const may = door.access.mayDo(caller, 'read');
    if (isRefusal(may)) throw refused(may);
    const body = context.req.method === 'POST' ? await messageIn(context) : undefined;
    // A call of a tool is paid for by what it asks; going back must never be too expensive (R6).
    const tool = toolIn(body);
    if (tool === null) await door.access.permit(caller, 'read', WIDEST);
    // There is no tool for what only people do. Whoever asks for one is told so by the protocol; that they asked stands in the record.
    else if (toolRow(tool) === undefined) await door.access.permit(caller, 'answer', WIDEST).catch(refusalOnly);
    const set = oneOf(SETS, context.req.query('tools') ?? 'ship');
    const plane = planeBehind(app, context.req.raw);
    // What somebody may not read they are not told of either.
    for (const id of listenedTo(body)) await plane.get(id);
    opened ??= open();
    const answer = await (await opened).answer({
      ...{ request: context.req.raw, body, agent: principalText(caller.principal) },
      around: await around(async () => plane, set),
    });
    return isStream(answer) ? whileKnown(answer, () => door.authenticate(context.req.raw)) : answer;
  });
}

/** One message. Several at once are of no revision that is spoken here. */
async function messageIn(context: Context): Promise<unknown> {
  const body = await bodyJson(context.req.raw);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw problem('usage', {
    code: 'request-malformed',
    message: 'A message of the protocol is one JSON object',
    remedy: 'Send one message in each request',
  });
}

/** The tool that a message calls; null for a message that calls none. */
function toolIn(body: unknown): string | null {
  const { method, params } = (body ?? {}) as {
    readonly method?: unknown;
    readonly params?: { readonly name?: unknown };
  };
  return method === 'tools/call' ? String(params?.name) : null;
}

/** The deployments that a message asks to be told of. */
function listenedTo(body: unknown): readonly string[] {
  const { method, params } = (body ?? {}) as { readonly method?: unknown; readonly params?: unknown };
  if (method !== 'subscriptions/listen') return [];
  return [
    ...new Set(
      [...JSON.stringify(params ?? null).matchAll(/plimsoll:\/\/deployments\/(dep_\w+)/g)].map(([, id = '']) => id),
    ),
  ];
}

const isStream = ({ headers }: Response): boolean =>
  (headers.get('content-type') ?? '').startsWith('text/event-stream');

/** An answer that goes on for as long as it is still known who asked: it ends with their token. */
function whileKnown(answer: Response, authenticate: () => unknown): Response {
  const checked = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      try {
        authenticate();
      } catch (error) {
        refusalOnly(error);
        return controller.terminate();
      }
      controller.enqueue(chunk);
    },
  });
  return new Response(answer.body?.pipeThrough(checked) ?? null, answer);
}

function refusalOnly(error: unknown): void {
  if (!(error instanceof ProblemError)) throw error;
}

/** The API as whoever sent a message may ask it. */
function planeBehind(app: Hono, { headers }: Request): ControlPlane {
  const proof = headers.get('authorization');
  return controlPlaneClient(async (method, path, body, more) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await app.request(path, {
      ...{ method, ...sent },
      headers: {
        ...(proof === null ? {} : { authorization: proof }),
        ...{ 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...more },
      },
    });
    return { status: response.status, text: await response.text() };
  });
}

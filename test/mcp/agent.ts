import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CallToolResult,
  Client,
  InMemoryTransport,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { controlPlaneClient } from '../../src/api/client.ts';
import type { ControlPlane } from '../../src/api/control-plane.ts';
import type { Doing } from '../../src/cli/command.ts';
import { invocationOf } from '../../src/cli/invocation.ts';
import { surroundingsHere } from '../../src/cli/mcp/surroundings.ts';
import type { Toolset } from '../../src/core/authorisation/tool-table.ts';
import { seconds } from '../../src/core/kernel/duration.ts';
import { Memory } from '../../src/mcp/memory.ts';
import { mcpServer } from '../../src/mcp/server.ts';
import { type Listening, listenOnLoopback } from '../../src/server/listening.ts';
import { aroundAgentsIn, HEADERS } from '../api/control-plane.ts';
import { aCrowd, type CallerName } from '../authorisation/callers.ts';

/** The two revisions of the protocol that are spoken. */
export const REVISIONS = ['2025-11-25', '2026-07-28'] as const;

const MODES = { '2025-11-25': 'legacy', '2026-07-28': { pin: '2026-07-28' } } as const;

/** The smallest configuration of the bench's unit, for what reads the file itself. */
const CONFIGURATION = `version: 1
unit: { name: checkout, tier: critical }
artifacts: [{ name: app, type: files, path: app }]
rollback: { error_rate: 2%, latency_p99: 800ms, health_timeout: 10s, deployment_timeout: 1h }
checkpoints: { production_promotion: { approvers: [person:ada], count: 1 } }
environments:
  staging: { target: { type: process, command: [node, server.js] }, validate: { smoke: { run: node smoke.js } } }
  production:
    requires: staging
    target: { type: process, command: [node, server.js] }
    router: { type: embedded, listen: "localhost:8080" }
    rollout: { strategy: canary, stages: [{ weight: 5%, duration: 10m, gates: [error_rate < 1%] }, { weight: 100% }] }
`;

/** The ways to the door: within this process, as `plimsoll mcp` has it, or over a loopback port. */
export const WAYS = ['stdio', 'http'] as const;

// While virtual time passes this process is busy, so that a kept connection may have been ended by the other side and nobody saw it yet.
const patientFetch: typeof fetch = (...asked) =>
  fetch(...asked).catch((error: { readonly cause?: { readonly code?: string } }) => {
    if (error.cause?.code !== 'ECONNRESET') throw error;
    return fetch(...asked);
  });

/** An agent that speaks through the door, to a control plane in virtual time. */
export async function anAgent(
  how: {
    readonly set?: Toolset;
    readonly revision?: (typeof REVISIONS)[number];
    readonly as?: CallerName;
    readonly over?: (typeof WAYS)[number];
  } = {},
) {
  const { set = 'ship', revision = '2026-07-28', as = 'agent', over = 'stdio' } = how;
  const crowd = await aCrowd();
  const { here } = crowd;
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-mcp-'));
  await writeFile(join(dir, 'plimsoll.yaml'), CONFIGURATION);
  here.agents.around = aroundAgentsIn(dir);
  let listener: (Listening & { readonly port: number }) | undefined;
  const planeOf = (bearer: string | null): ControlPlane => {
    let sent = 0;
    return controlPlaneClient(async (method, path, body) => {
      sent += 1;
      const headers = {
        ...HEADERS,
        ...{ authorization: `Bearer ${bearer}`, 'idempotency-key': `${bearer?.slice(-8)}-${sent}` },
      };
      const asked = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await here.app.request(path, { method, headers, ...asked });
      return { status: response.status, text: await response.text() };
    });
  };
  const open = async (asked: Toolset, caller: CallerName) => {
    const bearer = await crowd.bearerOf(caller);
    const plane = planeOf(bearer);
    const doing: Doing = {
      invocation: invocationOf({ dir }, {}, false),
      ...{ plane: async () => plane, runningPlane: async () => plane },
      ...{ say: () => undefined, line: () => undefined },
    };
    const around = surroundingsHere(doing, asked);
    const client = new Client(
      { name: 'an-agent', version: '1.0.0' },
      { versionNegotiation: { mode: MODES[revision] } },
    );
    if (over === 'http') {
      listener ??= await listenOnLoopback(here.app, 28_411);
      const address = new URL(`http://localhost:${listener.port}/mcp?tools=${asked}`);
      const headers = { authorization: `Bearer ${bearer}` };
      await client.connect(
        new StreamableHTTPClientTransport(address, { requestInit: { headers }, fetch: patientFetch }),
      );
      return { client, around, plane, close: () => client.close() };
    }
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    const handle = serveStdio(({ era }) => mcpServer(around, new Memory(), era === 'modern' ? 'read' : 'subscribed'), {
      transport: ours,
    });
    await client.connect(theirs);
    const close = async (): Promise<void> => {
      await client.close();
      await handle.close();
    };
    return { client, around, plane, close };
  };
  const first = await open(set, as);
  // What is listed is what results are checked against.
  await first.client.listTools();
  const doors = [first];
  /** Calls a tool, and lets time pass while it waits. */
  const call = async (name: string, given: object = {}, client: Client = first.client): Promise<CallToolResult> => {
    let isDone = false;
    const calling = client.callTool({ name, arguments: { ...given } }).finally(() => {
      isDone = true;
    });
    calling.catch(() => undefined);
    // What needs no time is let finish before any passes.
    for (let turn = 0; turn < 200 && !isDone; turn += 1) await new Promise(setImmediate);
    while (!isDone) await here.clock.advance(seconds(1));
    return (await calling) as CallToolResult;
  };
  return {
    ...{ crowd, here, dir, call, client: first.client, plane: first.plane, around: first.around },
    /** Another connection to the same control plane. */
    async another(asked: Toolset, caller: CallerName = 'agent') {
      const door = await open(asked, caller);
      doors.push(door);
      return door;
    },
    /** Plans and starts a release. */
    async start(key = 'first', more: object = {}, commit = 'HEAD'): Promise<string> {
      const planned = await call('plan_deployment', { commit });
      const { plan_digest } = (planned.structuredContent as { plan: { plan_digest: string } }).plan;
      const given = { plan_digest, idempotency_key: key, reason: 'a test', ...more };
      const started = await call('start_deployment', given);
      const { deployment } = started.structuredContent as { deployment?: { deployment_id: string } };
      if (deployment === undefined) throw new Error(JSON.stringify(started.structuredContent));
      return deployment.deployment_id;
    },
    async close(): Promise<void> {
      for (const door of doors) await door.close();
      await listener?.close();
      await here.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** An agent at the door. */
export type Agent = Awaited<ReturnType<typeof anAgent>>;

/** What a result says beside its text. */
// biome-ignore lint/suspicious/noExplicitAny: what a test looks into is whatever was answered.
export const saidBy = (result: CallToolResult): any => result.structuredContent;

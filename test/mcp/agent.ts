import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallToolResult, Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { controlPlaneClient } from '../../src/api/client.ts';
import type { ControlPlane } from '../../src/api/control-plane.ts';
import type { Doing } from '../../src/cli/command.ts';
import { invocationOf } from '../../src/cli/invocation.ts';
import { surroundingsHere } from '../../src/cli/mcp/surroundings.ts';
import type { Toolset } from '../../src/core/authorisation/tool-table.ts';
import { seconds } from '../../src/core/kernel/duration.ts';
import { mcpServer } from '../../src/mcp/server.ts';
import { HEADERS } from '../api/control-plane.ts';
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

/** An agent that speaks through the door, to a control plane in virtual time. */
export async function anAgent(
  how: { readonly set?: Toolset; readonly revision?: (typeof REVISIONS)[number]; readonly as?: CallerName } = {},
) {
  const { set = 'ship', revision = '2026-07-28', as = 'agent' } = how;
  const crowd = await aCrowd();
  const { here } = crowd;
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-mcp-'));
  await writeFile(join(dir, 'plimsoll.yaml'), CONFIGURATION);
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
    const plane = planeOf(await crowd.bearerOf(caller));
    const doing: Doing = {
      invocation: invocationOf({ dir }, {}, false),
      ...{ plane: async () => plane, runningPlane: async () => plane },
      ...{ say: () => undefined, line: () => undefined },
    };
    const around = surroundingsHere(doing, asked);
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    const handle = serveStdio(() => mcpServer(around), { transport: ours });
    const client = new Client(
      { name: 'an-agent', version: '1.0.0' },
      { versionNegotiation: { mode: MODES[revision] } },
    );
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

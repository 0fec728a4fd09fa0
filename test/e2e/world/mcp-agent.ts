import { type CallToolResult, Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { WHOLE_ROLE } from '../../../src/core/authorisation/scope.ts';
import { tokensOf } from '../../../src/mcp/fit.ts';
import type { ControlPlaneHere } from './control-plane.ts';
import { MAIN_FILE } from './program.ts';

/** An agent with a token of its own, at the door of a real process, that counts what it is told. */
export interface McpAgent {
  readonly client: Client;
  /** Its token, as it stands in its environment. */
  readonly token: string;
  /** Calls so far, and what their results cost. */
  readonly spent: { calls: number; tokens: number };
  call(name: string, given?: object): Promise<CallToolResult>;
  /** The process of the door. */
  readonly pid: number | null;
  close(): Promise<void>;
}

/** Starts `plimsoll mcp` in a unit's folder, or knocks at /mcp of its control plane, with a token for an agent. */
export async function mcpAgent(
  { dir, client: plane }: ControlPlaneHere,
  how: {
    readonly modern?: boolean;
    readonly name?: string;
    readonly args?: readonly string[];
    readonly over?: 'stdio' | 'http';
  } = {},
): Promise<McpAgent> {
  const { modern = true, name = 'builder', args = [], over = 'stdio' } = how;
  const wish = { kind: 'agent', name, owner: 'person:demo', scope: WHOLE_ROLE, lifetime: 3_600 } as const;
  const { secret } = await plane.grantToken(wish);
  const { page } = await plane.about();
  const stdio = new StdioClientTransport({
    command: process.execPath,
    args: [MAIN_FILE, 'mcp', '-C', dir, ...args],
    env: { ...(process.env as Record<string, string>), PLIMSOLL_TOKEN: secret },
    stderr: 'inherit',
  });
  const mode = modern ? { pin: '2026-07-28' } : 'legacy';
  const client = new Client({ name: 'an-agent', version: '1.0.0' }, { versionNegotiation: { mode } });
  const requestInit = { headers: { authorization: `Bearer ${secret}` } };
  await client.connect(
    over === 'stdio' ? stdio : new StreamableHTTPClientTransport(new URL('/mcp', page), { requestInit }),
  );
  // What is listed is what results are checked against.
  await client.listTools();
  const spent = { calls: 0, tokens: 0 };
  return {
    client,
    token: secret,
    spent,
    get pid() {
      return stdio.pid;
    },
    async call(tool, given = {}) {
      const result = await client.callTool({ name: tool, arguments: { ...given } }, { timeout: 120_000 });
      spent.calls += 1;
      spent.tokens += tokensOf(result);
      return result as CallToolResult;
    },
    close: () => client.close(),
  };
}

/** What a result says beside its text. */
// biome-ignore lint/suspicious/noExplicitAny: what a test looks into is whatever was answered.
export const saidBy = (result: CallToolResult): any => result.structuredContent;

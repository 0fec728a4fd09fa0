/** A program that agents run in, and how it is told of a server. */
export interface McpClient {
  /** Its file, from the folder of the unit. */
  readonly file: string;
  /** Keys from the root of that file to the entry. */
  readonly at: readonly string[];
  readonly entry: object;
}

const COMMAND = { command: 'plimsoll', args: ['mcp'] };

/** The clients that are known. A token comes by the environment alone: none of these files ever holds one. */
export const MCP_CLIENTS = {
  'claude-code': {
    file: '.mcp.json',
    at: ['mcpServers', 'plimsoll'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills it in.
    entry: { ...COMMAND, env: { PLIMSOLL_TOKEN: '${PLIMSOLL_TOKEN:-}' } },
  },
  opencode: {
    file: 'opencode.json',
    at: ['mcp', 'plimsoll'],
    entry: {
      ...{ type: 'local', command: ['plimsoll', 'mcp'], enabled: true },
      environment: { PLIMSOLL_TOKEN: '{env:PLIMSOLL_TOKEN}' },
    },
  },
  vscode: {
    file: '.vscode/mcp.json',
    at: ['servers', 'plimsoll'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills it in.
    entry: { type: 'stdio', ...COMMAND, env: { PLIMSOLL_TOKEN: '${env:PLIMSOLL_TOKEN}' } },
  },
} as const satisfies Readonly<Record<string, McpClient>>;

/** The name of a client that is known. */
export type McpClientName = keyof typeof MCP_CLIENTS;

/** The whole file of a client with our entry in it; what else stands in it stays. Null where what is there is no JSON object. */
export function withEntry({ at, entry }: McpClient, before: string | null): string | null {
  const root: unknown = before === null || before.trim() === '' ? {} : parsed(before);
  if (!isObject(root)) return null;
  const placed = placedAt(root, at, entry);
  return placed === null ? null : `${JSON.stringify(placed, null, 2)}\n`;
}

function placedAt(node: Record<string, unknown>, [key, ...rest]: readonly string[], entry: object): object | null {
  if (key === undefined) return entry;
  const child = Object.hasOwn(node, key) ? node[key] : {};
  if (!isObject(child)) return null;
  const placed = placedAt(child, rest, entry);
  return placed === null ? null : { ...node, [key]: placed };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { ProblemError } from '../../api/problem.ts';
import type { Toolset } from '../../core/authorisation/tool-table.ts';
import { inspected } from '../../mcp/inspect.ts';
import { Memory } from '../../mcp/memory.ts';
import { mcpServer } from '../../mcp/server.ts';
import type { Doing } from '../command.ts';
import { EXIT } from '../exit.ts';
import { unifiedDiff } from '../init/unified-diff.ts';
import { MCP_CLIENTS, type McpClient, type McpClientName, withEntry } from '../mcp/clients.ts';
import { surroundingsHere } from '../mcp/surroundings.ts';
import type { Outcome } from '../outcome.ts';
import { columns } from '../render/columns.ts';

/** Speaks MCP over stdin and stdout until the other side leaves. Nothing else is written to stdout. */
export async function mcp(doing: Doing, set: Toolset): Promise<Outcome> {
  if (process.stdin.isTTY === true) {
    const message = 'plimsoll mcp speaks with a program, and this is a terminal';
    const remedy =
      'Tell an agent’s program of it: plimsoll mcp install claude-code · see its tools: plimsoll mcp --inspect';
    throw new ProblemError('usage', [{ code: 'mcp-at-terminal', message, remedy }]);
  }
  const around = surroundingsHere(doing, set);
  const handle = serveStdio(({ era }) => mcpServer(around, new Memory(), era === 'modern' ? 'read' : 'subscribed'), {
    onerror: (error) => doing.say(`mcp: ${error.message}`),
  });
  await new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
  });
  await handle.close();
  return { exit: EXIT.good, text: '', data: {} };
}

/** The tools of a set, with what their definitions cost an agent. */
export function mcpInspect(doing: Doing, set: Toolset): Outcome {
  const tools = inspected(surroundingsHere(doing, set));
  const total = tools.reduce((sum, { tokens }) => sum + tokens, 0);
  const rows = tools.map(({ name, tokens, hints, what }) => [name, `${tokens} tokens, ${hints}. ${what}`] as const);
  const text = [...columns(rows, 120), `${tools.length} tools, about ${total} tokens`].join('\n');
  return { exit: EXIT.good, text, data: { set, tokens: total, tools } };
}

/** Tells a client of this server: shows what to write, or writes it and shows what changed. */
export async function mcpInstall({ invocation }: Doing, name: McpClientName, write: boolean): Promise<Outcome> {
  const client: McpClient = MCP_CLIENTS[name];
  const path = join(invocation.dir, client.file);
  const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw refused('file-unreadable', `${client.file} cannot be read: ${error.message}`, 'Look at the file', path);
  });
  const after = withEntry(client, before);
  if (after === null) {
    const message = `${client.file} is no JSON object that an entry could be added to`;
    throw refused('file-not-json', message, `Add this yourself: ${JSON.stringify(client.entry)}`, path);
  }
  const diff = unifiedDiff(client.file, before, after);
  const data = { client: name, file: client.file, entry: client.entry, diff, written: write && diff !== '' };
  if (diff === '') return { exit: EXIT.good, text: `${client.file} has it already`, data };
  if (!write) {
    const command = `plimsoll mcp install ${name} --write`;
    const text = `${client.file} would be:\n\n${after.trimEnd()}`;
    return { exit: EXIT.good, text, data, next: [{ command, why: 'write it' }] };
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, after).catch((error: Error) => {
    throw refused(
      'file-unwritable',
      `${client.file} cannot be written: ${error.message}`,
      'Mend that, and try again',
      path,
    );
  });
  return { exit: EXIT.good, text: `${diff}\n\nwritten: ${client.file}`, data };
}

const refused = (code: string, message: string, remedy: string, path: string): ProblemError =>
  new ProblemError('refused', [{ code, message, remedy, path }]);

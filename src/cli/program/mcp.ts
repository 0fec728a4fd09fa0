import { Argument, type Command, Option } from 'commander';
import type { Toolset } from '../../core/authorisation/tool-table.ts';
import type { McpClientName } from '../mcp/clients.ts';
import { MCP_CLIENTS } from '../mcp/clients.ts';
import { globals } from './globals.ts';
import type { Run } from './run.ts';

/** The agent's door. */
export function mcp(root: Command, run: Run): void {
  const group = root
    .command('mcp')
    .description('serve agents over the Model Context Protocol, on stdin and stdout')
    .addOption(
      new Option('--tools <set>', 'look alone; ship what it began itself; or act on what others began')
        .choices(['read', 'ship', 'operate'])
        .default('ship'),
    )
    .option('--inspect', 'list the tools with what they cost an agent, and leave', false)
    .action(async (options: { tools: Toolset; inspect: boolean }, command: Command) => {
      const { mcp: serve, mcpInspect } = await import('../commands/mcp.ts');
      await run('mcp', globals(command), async (doing) =>
        options.inspect ? mcpInspect(doing, options.tools) : serve(doing, options.tools),
      );
    });
  group
    .command('install')
    .addArgument(new Argument('<client>', 'the program that the agent runs in').choices(Object.keys(MCP_CLIENTS)))
    .description('show how an agent’s program is told of this server, or write it')
    .option('--write', 'write it, and show what changed', false)
    .action(async (client: McpClientName, options: { write: boolean }, command: Command) => {
      const { mcpInstall } = await import('../commands/mcp.ts');
      await run('mcp install', globals(command), (doing) => mcpInstall(doing, client, options.write));
    });
}

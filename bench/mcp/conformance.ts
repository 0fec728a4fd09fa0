// The official conformance suite and inspector against our door, over HTTP and stdio, in both revisions of the protocol. Neither tool is a
// dependency: they are put into a folder of their own, PLIMSOLL_MCP_TOOLS or one under the system's temporary files.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listenOnLoopback } from '../../src/server/listening.ts';
import { anAgent } from '../../test/mcp/agent.ts';
import { frontOf } from './front.ts';

const CONFORMANCE = '0.2.0-alpha.12';
const INSPECTOR = '1.0.3';

/** What the suite asks of any server. All else of it asks for tools, resources and prompts that only its own example server has. */
const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  '2025-11-25': [
    ...['server-initialize', 'server-session-lifecycle', 'ping', 'tools-list', 'resources-list', 'prompts-list'],
    ...['server-sse-multiple-streams', 'dns-rebinding-protection'],
  ],
  '2026-07-28': [
    ...['server-stateless', 'tools-list', 'resources-list', 'prompts-list', 'sep-2164-resource-not-found', 'caching'],
    ...['dns-rebinding-protection', 'http-header-validation', 'server-sse-multiple-streams'],
    ...['input-required-result-unsupported-methods'],
  ],
};

interface Ran {
  readonly code: number;
  readonly out: string;
}

const run = (command: string, args: readonly string[], cwd: string): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(command, args, { cwd, maxBuffer: 1 << 26, timeout: 180_000 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, out: `${out}${err}` }),
    );
  });

async function tools(): Promise<string> {
  const folder = process.env.PLIMSOLL_MCP_TOOLS ?? join(tmpdir(), 'plimsoll-mcp-tools');
  await mkdir(folder, { recursive: true });
  const wanted = { conformance: CONFORMANCE, inspector: INSPECTOR };
  if (Object.keys(wanted).every((name) => existsSync(join(folder, 'node_modules', '@modelcontextprotocol', name))))
    return folder;
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const names = Object.entries(wanted).map(([name, version]) => `@modelcontextprotocol/${name}@${version}`);
  const installed = await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...names], folder);
  if (installed.code !== 0) throw new Error(`the official tools cannot be installed: ${installed.out}`);
  return folder;
}

/** Within a scenario too, some checks ask for a diagnostic tool that only an example server has; they say so in these words. */
function isUntestable(out: string): boolean {
  const errors = [...out.matchAll(/^ *Error: (.*)$/gm)].map(([, said = '']) => said);
  return (
    errors.length > 0 &&
    errors.every((said) => said.startsWith('Not testable: server does not list the diagnostic tool'))
  );
}

let faults = 0;
function tell(isGood: boolean, what: string, more: string): void {
  faults += isGood ? 0 : 1;
  process.stdout.write(`${isGood ? 'ok  ' : 'FAIL'} ${what}\n${isGood ? '' : `${more.trimEnd()}\n`}`);
}

const folder = await tools();
const agent = await anAgent();
const id = await agent.start();
const listener = await listenOnLoopback(agent.here.app, 28_511);
const bearer = (await agent.crowd.bearerOf('agent')) ?? '';
const front = await frontOf(listener.port, bearer);
const suite = join(folder, 'node_modules', '@modelcontextprotocol', 'conformance', 'dist', 'index.js');
const olderNode = fileURLToPath(new URL('older-node.mjs', import.meta.url));
const [, , only] = process.argv;

try {
  for (const [revision, scenarios] of Object.entries(SCENARIOS)) {
    for (const name of scenarios.filter((one) => only === undefined || one === only)) {
      const asked = ['server', '--url', front.url, '--scenario', name, '--spec-version', revision];
      const { code, out } = await run(process.execPath, ['--import', olderNode, suite, ...asked], folder);
      tell(code === 0 || isUntestable(out), `conformance ${CONFORMANCE}, ${revision}: ${name}`, out);
    }
  }
  const inspector = join(folder, 'node_modules', '.bin', 'mcp-inspector');
  const asks: readonly (readonly [method: string, more: readonly string[], expected: RegExp])[] = [
    ['tools/list', [], /"plan_deployment"/],
    ['resources/list', [], /plimsoll:\/\/units/],
    ['resources/templates/list', [], /plimsoll:\/\/deployments\/\{id\}/],
    ['resources/read', ['--uri', `plimsoll://deployments/${id}`], /deployment_id/],
    ['prompts/list', [], /"deployment"/],
    ['prompts/get', ['--prompt-name', 'review_plan'], /"messages"/],
    ['tools/call', ['--tool-name', 'get_deployment', '--tool-arg', `deployment_id=${id}`], /"structuredContent"/],
    ['tools/call', ['--tool-name', 'list_history'], /"deployments"/],
  ];
  const stdio = [process.execPath, '--import', 'tsx', fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))];
  const ways: Readonly<Record<string, readonly string[]>> = {
    http: [front.url, '--transport', 'http'],
    stdio: [...stdio, 'mcp'],
  };
  const root = fileURLToPath(new URL('../..', import.meta.url));
  for (const [way, address] of Object.entries(ways)) {
    for (const [method, more, expected] of asks) {
      if (only !== undefined && only !== method) continue;
      // Over stdio no control plane stands behind: what asks one is asked over HTTP.
      if (way === 'stdio' && !method.endsWith('/list')) continue;
      const { code, out } = await run(inspector, ['--cli', ...address, '--method', method, ...more], root);
      tell(code === 0 && expected.test(out), `inspector ${INSPECTOR}, ${way}: ${method} ${more.join(' ')}`, out);
    }
  }
} finally {
  front.server.close();
  front.server.closeAllConnections();
  await listener.close();
  await agent.close();
}
process.stdout.write(faults === 0 ? 'no fault found\n' : `${faults} faults\n`);
process.exitCode = faults === 0 ? 0 : 1;

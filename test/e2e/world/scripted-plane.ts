import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProblemKind, STATUS } from '../../../src/api/problem.ts';

const CONFIGURATION = new URL('../../../examples/storefront/plimsoll.yaml', import.meta.url);

/** A folder whose control plane answers every request with one kind of problem. */
export interface ScriptedPlane {
  readonly dir: string;
  end(): Promise<void>;
}

/** Listens where a control plane of that folder would, and refuses everything. `lost` ends every connection without an answer. */
export async function scriptedPlane(answer: ProblemKind | 'lost', code: string): Promise<ScriptedPlane> {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-scripted-'));
  const state = join(dir, '.plimsoll');
  await mkdir(state, { mode: 0o700 });
  await cp(CONFIGURATION, join(dir, 'plimsoll.yaml'));
  const socket = join(state, 'control.sock');
  const server = createServer((request, response) => {
    if (answer === 'lost') return void request.socket.destroy();
    const problems = [{ code, message: `the answer is ${code}`, remedy: 'Look again: plimsoll status' }];
    response.writeHead(STATUS[answer], { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ kind: answer, problems }));
  });
  await listening(server, socket);
  await writeFile(join(state, 'control.sock.path'), socket);
  return {
    dir,
    end: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const listening = (server: Server, socket: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });

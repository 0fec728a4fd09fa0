import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const HERE = import.meta.dirname;

/** A release of the shop, running from a folder of its own as the demo lays it out. */
export interface Shop {
  readonly folder: string;
  readonly url: string;
  readonly process: ChildProcess;
  /** What it printed as errors. */
  readonly errors: () => string;
}

/** Lays a release out as the demo does: the unit's folder, with the release's files over it. */
export async function layOut(release: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'storefront-'));
  for (const part of ['app', 'tests', 'package.json', 'plimsoll.yaml']) {
    await cp(join(HERE, part), join(folder, part), { recursive: true });
  }
  if (release !== '1.0') await cp(join(HERE, 'releases', release), folder, { recursive: true });
  return folder;
}

/** Starts the shop in a folder, on a free port unless one is named, and waits until it listens. */
export async function startShop(folder: string, port = 0): Promise<Shop> {
  const env = { PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1' };
  const child = spawn(process.execPath, ['server.js'], { cwd: join(folder, 'app'), env });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return { folder, url, process: child, errors: () => errors };
  }
  throw new Error(`the shop ended before it listened: ${errors}`);
}

/** Ends the shop if it still runs. */
export async function closeShop(shop: Shop): Promise<void> {
  if (shop.process.exitCode === null && shop.process.signalCode === null) {
    shop.process.kill('SIGKILL');
    await once(shop.process, 'exit');
  }
}

/** Runs one of the unit's checks against the shop as Plimsoll does; resolves to its exit code. */
export const runCheck = (shop: Shop, check: string, env: Readonly<Record<string, string>> = {}): Promise<number> =>
  new Promise((done) => {
    const options = { cwd: shop.folder, env: { PATH: process.env.PATH, PLIMSOLL_URL: shop.url, ...env } };
    const child = execFile(process.execPath, [`tests/${check}.js`], options, () => done(child.exitCode ?? -1));
  });

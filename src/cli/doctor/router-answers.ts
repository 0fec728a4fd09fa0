import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { overSocket } from '../connect.ts';
import type { Answered } from './facts.ts';

const InForce = z.object({ stable: z.array(z.object({ id: z.string(), address: z.string() })) });
const Rows = z.object({ rows: z.array(z.unknown()) });

const LONGEST_SOCKET_PATH = 100;
const WITHIN = 5_000;

/** The addresses of the instances that serve as stable, as the router of this folder has them; null when it does not say. */
export async function stableMembers(routerDir: string): Promise<readonly string[] | null> {
  const read = InForce.safeParse(await askRouter(routerDir, '/state'));
  return read.success ? read.data.stable.map(({ address }) => address) : null;
}

/** Whether the router of this folder hands out its counts. */
export async function countsOf(routerDir: string): Promise<Answered> {
  const read = Rows.safeParse(await askRouter(routerDir, '/rows'));
  if (!read.success) return { ok: false, detail: 'the router hands out no counts' };
  return { ok: true, detail: `the router hands out its counts (${read.data.rows.length} seconds kept)` };
}

/** Whether the router of this folder runs. */
export async function isRouterUp(routerDir: string): Promise<boolean> {
  return (await askRouter(routerDir, '/health')) !== undefined;
}

async function askRouter(dir: string, path: string): Promise<unknown> {
  const socket = socketOf(dir);
  if (socket === undefined) return undefined;
  try {
    const asked = overSocket(socket)('GET', path);
    const answer = await Promise.race([asked, silence(asked)]);
    return answer?.status === 200 ? JSON.parse(answer.text) : undefined;
  } catch {
    // Nobody listens, or what listens is no router: either way there is no answer.
    return undefined;
  }
}

/** Resolves with nothing when the question is not answered in time. */
function silence(asked: Promise<unknown>): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), WITHIN);
    const settled = (): void => clearTimeout(timer);
    asked.then(settled, settled);
  });
}

/** The router moves its socket out of a folder whose name is too long, and leaves a pointer. */
function socketOf(dir: string): string | undefined {
  const inside = join(dir, 'admin.sock');
  const isLong = Buffer.byteLength(inside) > LONGEST_SOCKET_PATH;
  if (isLong) return existsSync(`${inside}.path`) ? readFileSync(`${inside}.path`, 'utf8').trim() : undefined;
  return existsSync(inside) ? inside : undefined;
}

import { readFile } from 'node:fs/promises';
import { request as ask } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { DriverError } from '../../ports/driver-error.ts';
import { lasting, stopWhenAborted, systemCode } from './driver-failure.ts';

/** What the router process says of itself. */
export const RouterHealth = z.object({ ok: z.literal(true), pid: z.int(), boot: z.string() });
export type RouterHealth = z.infer<typeof RouterHealth>;

const Problem = z.object({ code: z.string(), message: z.string() });

/** Speaks to one router process over the socket in its folder. */
export interface RouterAdmin {
  readonly dir: string;
  /** Asks and reads the answer as this shape. Rejects with DriverError, `RouterAway` when nobody listens. */
  get<T>(path: string, shape: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  post<T>(path: string, body: object, shape: z.ZodType<T>, signal: AbortSignal): Promise<T>;
}

/** No router listens on the socket. */
export class RouterAway extends DriverError {}

const WITHIN = 10_000;
const LONGEST = 100;

/** The admin socket of the router whose folder this is. */
export function routerAdmin(dir: string): RouterAdmin {
  const speak = async <T>(asked: Asked, shape: z.ZodType<T>, signal: AbortSignal): Promise<T> => {
    stopWhenAborted(signal, `asking the router in ${dir}`);
    const { status, text } = await exchange(await socketOf(dir), asked, signal);
    const answer = parsed(text);
    if (status === 200) {
      const read = shape.safeParse(answer);
      if (read.success) return read.data;
      throw lasting(`the router in ${dir} answered ${asked.path} in an unknown form`, read.error);
    }
    const problem = Problem.safeParse(answer);
    const words = problem.success ? `${problem.data.message} (${problem.data.code})` : `status ${status}`;
    // 503: it could not write its state down, which may pass; everything else would be answered the same again.
    throw new DriverError(`the router refused ${asked.path}: ${words}`, { retryable: status === 503 });
  };
  return {
    dir,
    get: (path, shape, signal) => speak({ method: 'GET', path }, shape, signal),
    post: (path, body, shape, signal) => speak({ method: 'POST', path, body: JSON.stringify(body) }, shape, signal),
  };
}

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

/** The router moves its socket out of a folder whose name is too long, and leaves a pointer. */
async function socketOf(dir: string): Promise<string> {
  const inside = join(dir, 'admin.sock');
  if (Buffer.byteLength(inside) <= LONGEST) return inside;
  try {
    return (await readFile(`${inside}.path`, 'utf8')).trim();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw away(dir, error);
    throw lasting(`${inside}.path cannot be read`, error);
  }
}

function exchange(socketPath: string, asked: Asked, signal: AbortSignal): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(asked.body ?? '') };
    const { method, path } = asked;
    const broken = (error: unknown): void => reject(failure(socketPath, asked, error));
    const sending = ask({ socketPath, method, path, headers, signal, agent: false, timeout: WITHIN }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', broken);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
    });
    sending.on('timeout', () => sending.destroy(new Error(`no answer within ${WITHIN / 1000} s`)));
    sending.on('error', broken);
    sending.end(asked.body);
  });
}

function failure(socketPath: string, { method, path }: Asked, error: unknown): DriverError {
  const code = systemCode(error);
  // One that dies with our question in its queue resets it. A change may have been made before that; a look tells that nobody is there.
  const died = code === 'ECONNRESET' && method === 'GET';
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || died) return away(socketPath, error);
  const what = code === 'ABORT_ERR' ? 'was stopped' : `failed: ${error instanceof Error ? error.message : 'unknown'}`;
  return new DriverError(`asking the router for ${path} ${what}`, { retryable: true, cause: error });
}

const away = (where: string, cause: unknown): RouterAway =>
  new RouterAway(`no router listens at ${where}`, { retryable: true, cause });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

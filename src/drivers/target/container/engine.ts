import { createReadStream } from 'node:fs';
import { request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { DriverError } from '../../../ports/driver-error.ts';
import { lasting, stopWhenAborted, systemCode } from '../../shared/driver-failure.ts';
import { hideSecrets } from '../../shared/known-secrets.ts';

/** What is asked of an engine. */
export interface EngineQuestion {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** A tar that is sent as the body. */
  readonly file?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long it may take, in milliseconds. */
  readonly within?: number;
}

/** What it answered. */
export interface EngineAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** A container engine that listens at a socket and speaks Docker's API, as Podman's service does too. */
export interface Engine {
  readonly socket: string;
  /** Rejects with DriverError when nobody answers; a status that says no is an answer. */
  ask(question: EngineQuestion, signal: AbortSignal): Promise<EngineAnswer>;
}

const WITHIN = 30_000;
// A list of a thousand containers has some megabytes; a log is asked for by lines.
const LARGEST = 64 * 1024 * 1024;

/** Speaks to the engine behind a socket. Paths bear no version: each engine then takes its newest, and old ones need not be named. */
export function engineAt(socket: string): Engine {
  return {
    socket,
    ask: async ({ method, path, query, body, file, headers = {}, within = WITHIN }, signal) => {
      const doing = `asking the container engine at ${socket}`;
      stopWhenAborted(signal, doing);
      const text = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      const limit = AbortSignal.any([signal, AbortSignal.timeout(within)]);
      const words = new URLSearchParams(query).toString();
      const options = {
        ...{
          socketPath: socket,
          method,
          path: words === '' ? path : `${path}?${words}`,
          signal: limit,
          agent: false as const,
        },
        headers: {
          Host: 'engine',
          ...(text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(text.length) }),
          ...(file === undefined ? {} : { 'Content-Type': 'application/x-tar' }),
          ...headers,
        },
      };
      return new Promise<EngineAnswer>((resolve, reject) => {
        const failed = (error: unknown): void => {
          stopOr(() => reject(unreachable(error, socket, within, limit.aborted)), signal, doing, reject);
        };
        const asking = request(options, (answer) => {
          const chunks: Buffer[] = [];
          let length = 0;
          answer.on('error', failed);
          answer.on('data', (chunk: Buffer) => {
            length += chunk.length;
            if (length > LARGEST) answer.destroy(lasting(`${doing}: its answer is too long`));
            else chunks.push(chunk);
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
        });
        asking.on('error', failed);
        if (file === undefined) asking.end(text);
        else pipeline(createReadStream(file), asking).catch(failed);
      });
    },
  };
}

function stopOr(otherwise: () => void, signal: AbortSignal, doing: string, reject: (error: unknown) => void): void {
  try {
    stopWhenAborted(signal, doing);
  } catch (stopped) {
    reject(stopped);
    return;
  }
  otherwise();
}

/** Why nobody answered, and what to do about it. What runs goes on running meanwhile, so trying again is right. */
function unreachable(error: unknown, socket: string, within: number, isLate: boolean): DriverError {
  if (error instanceof DriverError) return error;
  const code = systemCode(error);
  const look = 'Look at it: docker info, or podman info';
  if (isLate) {
    return passing(`the container engine at ${socket} did not answer within ${within / 1_000} s. ${look}`, error);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const remedy = 'Add the account to its group (docker), or name a socket of its own: target.engine: unix:///PATH';
    return lasting(`this account may not use the container engine at ${socket}. ${remedy}`, error);
  }
  const why = code === 'ENOENT' ? 'is not there' : `failed (${code ?? (error as Error).message})`;
  const remedy = 'Start it: systemctl start docker, systemctl start podman.socket, or podman system service';
  return passing(
    `the container engine at ${socket} ${why}: its containers can be neither seen nor changed. ${remedy}`,
    error,
  );
}

const passing = (message: string, cause: unknown): DriverError => new DriverError(message, { retryable: true, cause });

/** The engine's own words about an answer that was not asked for. */
export function saidBy({ status, body }: EngineAnswer): string {
  const text = body.subarray(0, LONGEST_WORDS).toString('utf8').trim();
  return hideSecrets(`${messageIn(text) ?? text} (status ${status})`);
}

const LONGEST_WORDS = 16_384;

function messageIn(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

/** An answer that was not asked for, as an error: what the engine cannot do now it may do later, what it refuses it will refuse. */
export const refusalOf = (answer: EngineAnswer, doing: string): DriverError =>
  new DriverError(`${doing}: ${saidBy(answer)}`, { retryable: answer.status >= 500 && !isHopeless(saidBy(answer)) });

// What a runtime says of an image that cannot be started, now or ever.
const isHopeless = (words: string): boolean =>
  /executable file not found|no such file or directory|exec format error|permission denied|no command specified/i.test(
    words,
  );

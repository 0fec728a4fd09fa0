import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What wrk counted, response by response. */
export interface Counted {
  readonly requests: number;
  /** Connections that failed, and answers that broke off or never came: what users would call lost. */
  readonly lost: number;
  /** Answers with a status of 400 or more. */
  readonly refused: number;
}

/** Sends requests until it is told to stop, each connection one every twenty milliseconds at most: a busy shop, not a stress test. */
export class Wrk {
  readonly #child;
  readonly #said: Promise<string>;

  private constructor(child: ReturnType<typeof spawn>) {
    this.#child = child;
    this.#said = textOf(child);
  }

  static async start(dir: string, address: string, connections = 16): Promise<Wrk> {
    const script = join(dir, 'shop.lua');
    await writeFile(script, SCRIPT);
    const words = ['-t', '1', '-c', String(connections), '-d', '3600', '--timeout', '20', '-s', script, address];
    const child = spawn('wrk', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child, 'spawn');
    return new Wrk(child);
  }

  /** Has it finish, and tells what it counted. */
  async stop(): Promise<Counted> {
    const gone = once(this.#child, 'close');
    this.#child.kill('SIGINT');
    await gone;
    const line = /^COUNTED (.*)$/m.exec(await this.#said)?.[1];
    if (line === undefined) throw new Error(`wrk did not say what it counted: ${await this.#said}`);
    const [requests = 0, connect = 0, read = 0, write = 0, timeout = 0, refused = 0] = line.split(' ').map(Number);
    return { requests, lost: connect + read + write + timeout, refused };
  }
}

async function textOf(child: ReturnType<typeof spawn>): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) text += String(chunk);
  return text;
}

// Every product in turn: three of the thirty have no parcel, which is what the bad release stumbles over.
const SCRIPT = `
local turn = 0
function request()
  turn = turn + 1
  return wrk.format("GET", "/products/" .. (turn % 30 + 1))
end
function delay() return 20 end
function done(summary)
  local e = summary.errors
  io.write(string.format("COUNTED %d %d %d %d %d %d\\n", summary.requests, e.connect, e.read, e.write, e.timeout, e.status))
end
`;

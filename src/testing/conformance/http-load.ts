import { Agent, request as ask, type IncomingHttpHeaders, type RequestOptions } from 'node:http';

/** What came back for one request. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly trailers: NodeJS.Dict<string>;
}

/** One request, answered whole; rejects when the connection breaks before the last byte. */
export function fetchOnce(url: string, options: RequestOptions = {}, body?: string | Buffer): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sending = ask(url, { agent: false, ...options }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const { statusCode = 0, headers, trailers } = answer;
        resolve({ status: statusCode, headers, trailers, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

/** Users who ask one request after the other over connections that stay open. */
export interface HttpLoad {
  /** Resolves when this many more requests were answered. */
  answered(count: number): Promise<void>;
  /** Lets every user finish and says how often each answer came: `200 a`, or the error. */
  stop(): Promise<Readonly<Record<string, number>>>;
}

/** Starts users, all at once, until they are stopped. */
export function httpLoad(url: string, users: number, options: RequestOptions = {}): HttpLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: users });
  const tally: Record<string, number> = {};
  const waiting: { at: number; resolve: () => void }[] = [];
  let done = 0;
  let isStopped = false;

  const user = async (): Promise<void> => {
    while (!isStopped) {
      const outcome = await fetchOnce(url, { agent, ...options }).then(
        ({ status, body }) => `${status} ${body.trim()}`,
        (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
      );
      tally[outcome] = (tally[outcome] ?? 0) + 1;
      done++;
      for (const one of waiting.filter(({ at }) => at <= done)) {
        waiting.splice(waiting.indexOf(one), 1);
        one.resolve();
      }
    }
  };
  const running = Promise.all(Array.from({ length: users }, user));

  return {
    answered: (count) => new Promise((resolve) => waiting.push({ at: done + count, resolve })),
    stop: async () => {
      isStopped = true;
      await running;
      agent.destroy();
      return tally;
    },
  };
}

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a receiver answers; a function may misbehave in any way. */
export type Answer =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | ((response: ServerResponse) => void);

/** A real HTTP receiver on a loopback port, that a test tells what to answer. */
export interface HttpReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves once so many requests have come. */
  until(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** Starts a receiver; `answer` says what each request gets. */
export async function httpReceiver(answer: (request: Received) => Answer, port = 0): Promise<HttpReceiver> {
  const received: Received[] = [];
  const waiting = new Set<{ readonly count: number; readonly go: () => void }>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(one);
      const answered = answer(one);
      if (typeof answered === 'function') answered(response);
      else response.writeHead(answered.status, answered.headers).end(answered.body ?? '');
      for (const one of [...waiting]) {
        if (received.length < one.count) continue;
        waiting.delete(one);
        one.go();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    until: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve(received);
        else waiting.add({ count, go: () => resolve(received) });
      }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Hands every request on to a control plane, with a token: the official tools send none. Nothing else is changed, a Host or Origin that is not
 * ours least of all; our own Host gets the port that it is meant for.
 */
export function frontOf(port: number, token: string): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((incoming, outgoing) => {
    const own = `:${(server.address() as AddressInfo).port}`;
    const mapped = (text: string | undefined): string | undefined =>
      text?.replace(new RegExp(`((?:localhost|127\\.0\\.0\\.1))${own}$`), `$1:${port}`);
    const { host, origin, ...rest } = incoming.headers;
    const headers = {
      ...{ ...rest, authorization: `Bearer ${token}` },
      ...(host === undefined ? {} : { host: mapped(host) }),
      ...(origin === undefined ? {} : { origin: mapped(origin) }),
    };
    const asked = request(
      { host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    asked.on('error', () => outgoing.destroy());
    outgoing.on('close', () => asked.destroy());
    incoming.pipe(asked);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ url: `http://localhost:${(server.address() as AddressInfo).port}/mcp`, server });
    });
  });
}

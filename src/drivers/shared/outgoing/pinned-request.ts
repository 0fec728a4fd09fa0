import { request as askPlain, type IncomingMessage } from 'node:http';
import { request as askTls } from 'node:https';
import { isIP } from 'node:net';

/** One request, to an address that was checked. */
export interface PinnedRequest {
  readonly method: string;
  readonly url: URL;
  /** What `checkedAddress` gave: the name is not looked up again, for a moment later it may mean another. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** How long the connection may be silent, in milliseconds; for ever when absent. */
  readonly silence?: number;
}

/** What a connection ends with on which nothing came for too long. */
export class SilentConnection extends Error {
  override readonly name = 'SilentConnection';
}

/** Sends it and gives the answer's head; its body is not read yet. No redirect is followed. Rejects with what went wrong. */
export function pinnedRequest(asked: PinnedRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { method, url, address, headers, body, silence } = asked;
  return new Promise((resolve, reject) => {
    const family = isIP(address);
    const length = body === undefined ? {} : { 'Content-Length': String(body.byteLength) };
    const options = {
      method,
      signal,
      agent: false as const,
      headers: { 'Accept-Encoding': 'identity', 'User-Agent': 'plimsoll', ...length, ...headers },
      lookup: (_host: string, how: { all?: boolean }, done: (...found: readonly unknown[]) => void): void => {
        if (how.all === true) done(null, [{ address, family }]);
        else done(null, address, family);
      },
    };
    const sending = (url.protocol === 'https:' ? askTls : askPlain)(url, options as never, resolve);
    sending.on('error', reject);
    if (silence !== undefined) {
      sending.setTimeout(silence, () => sending.destroy(new SilentConnection(`nothing came for ${silence / 1_000} s`)));
    }
    sending.end(body);
  });
}

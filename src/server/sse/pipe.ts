import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** The way to one reader. Writing never waits: what the reader does not take lies here, and is counted. */
export interface Pipe {
  write(bytes: Buffer): void;
  /** Bytes that were written and that the network has not taken yet. */
  readonly waiting: number;
  /** Resolves when the network has taken what was written, or the reader has gone. */
  drained(): Promise<void>;
  /** Writes a last piece and ends. */
  end(last: Buffer): void;
  /** Calls back once, when the reader has gone or the end was sent. */
  whenGone(listener: () => void): void;
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // A proxy that collects answers before it passes them on would hold events back.
  'x-accel-buffering': 'no',
};

/** A stream over the answer of a request. */
export function pipeOver(response: ServerResponse): Pipe {
  // It ends with the connection: no frames of HTTP around each event, one piece for the network instead of three.
  response.useChunkedEncodingByDefault = false;
  response.shouldKeepAlive = false;
  response.writeHead(200, HEADERS);
  response.flushHeaders();
  return {
    write: (bytes) => void response.write(bytes),
    get waiting() {
      return response.writableLength;
    },
    drained: async () => {
      if (response.writableLength === 0 || response.destroyed || !response.writableNeedDrain) return;
      const gone = new AbortController();
      const { signal } = gone;
      await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).catch(
        () => undefined,
      );
      gone.abort();
    },
    end: (last) => void response.end(last),
    whenGone: (listener) => {
      if (response.destroyed) listener();
      else response.once('close', listener);
    },
  };
}

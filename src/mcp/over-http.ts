import { createMcpHandler } from '@modelcontextprotocol/server';
import type { Memories } from './memory.ts';
import { mcpServer } from './server.ts';
import type { Surroundings } from './surroundings.ts';

/** One message that came over HTTP: its body was read, and it is known who sent it. */
export interface HttpMessage {
  readonly request: Request;
  readonly body: unknown;
  /** Who sent it, as the record names them. */
  readonly agent: string;
  readonly around: Surroundings;
}

/** Streams that tell of changes: so many at once. */
const MOST_STREAMS = 64;

/** The agent's door over HTTP, for both revisions of the protocol: each message is answered by itself, nothing is kept between two but what an agent planned. */
export interface HttpDoor {
  answer(message: HttpMessage): Promise<Response>;
  /** Tells whoever asked to be told that a resource reads otherwise now. */
  changed(uri: string): void;
  close(): Promise<void>;
}

/** Opens the door. */
export function httpDoor(memories: Memories, onError: (problem: string) => void): HttpDoor {
  const handler = createMcpHandler(
    ({ authInfo }) => {
      if (authInfo === undefined) throw new Error('a message comes with who sent it');
      const { around } = authInfo.extra as { readonly around: Surroundings };
      return mcpServer(around, memories.of(authInfo.clientId), 'nothing');
    },
    { onerror: (error) => onError(error.message), maxSubscriptions: MOST_STREAMS },
  );
  return {
    // No token is passed on: who asks was found out before, and the surroundings ask in their name.
    answer: ({ request, body, agent, around }) =>
      handler.fetch(request, {
        parsedBody: body,
        authInfo: { token: '', clientId: agent, scopes: [], extra: { around } },
      }),
    changed: (uri) => handler.notify.resourceUpdated(uri),
    close: () => handler.close(),
  };
}

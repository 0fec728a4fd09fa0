import type { McpServer } from '@modelcontextprotocol/server';
import { ProblemError } from '../api/problem.ts';
import type { Desk } from './desk.ts';

/** So many deployments are followed for one agent at once. */
const MOST = 8;
/** One question waits so long for news, in seconds. */
const WAIT = 50;

const ADDRESS = /^plimsoll:\/\/deployments\/(dep_[0-9A-Za-z]{1,40})$/;

/** The resources that read otherwise once something was recorded in a stream of the journal. */
export function changedBy(stream: string): readonly string[] {
  const [kind, first = '', second = ''] = stream.split('/');
  if (kind === 'deployment') return [`plimsoll://deployments/${first}`, 'plimsoll://units'];
  return kind === 'slot' ? [`plimsoll://environments/${second}`, 'plimsoll://units'] : [];
}

/**
 * Tells an agent at the other end of a pipe when a deployment that it asked about reads otherwise. It asks for news of that deployment
 * until that is over, or the agent is gone.
 */
export class News {
  readonly #server: McpServer;
  readonly #desk: Desk;
  readonly #followed = new Set<string>();

  constructor(server: McpServer, desk: Desk) {
    this.#server = server;
    this.#desk = desk;
    // Of the earlier revision; the later one listens, and is told of what it read.
    server.server.setRequestHandler('resources/subscribe', ({ params }) => {
      this.follow(params.uri);
      return {};
    });
    server.server.setRequestHandler('resources/unsubscribe', ({ params }) => {
      this.#followed.delete(params.uri);
      return {};
    });
  }

  /** Begins to follow a deployment, by its address; other addresses are left alone. */
  follow(uri: string): void {
    const id = ADDRESS.exec(uri)?.[1];
    if (id === undefined || this.#followed.has(uri) || this.#followed.size >= MOST) return;
    this.#followed.add(uri);
    void this.#tell(uri, id)
      .catch((error: unknown) => {
        // A control plane that went away is asked for again by the next act of the agent.
        if (!(error instanceof ProblemError)) throw error;
      })
      .finally(() => this.#followed.delete(uri));
  }

  async #tell(uri: string, id: string): Promise<void> {
    const plane = await this.#desk.plane();
    let { version, over } = await plane.get(id);
    while (this.#followed.has(uri) && this.#server.isConnected() && !over) {
      const { view, events } = await plane.events(id, version, WAIT);
      if (events.length > 0 && this.#followed.has(uri)) await this.#server.server.sendResourceUpdated({ uri });
      ({ version, over } = view);
    }
  }
}

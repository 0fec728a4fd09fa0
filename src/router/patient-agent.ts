import { Agent, type ClientRequest } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** How many idle connections to one instance are kept. */
export const FREE_CONNECTIONS = 256;

// Shorter than the five seconds after which many servers close an idle connection: a request must not meet one that closes.
const IDLE = 4_000;

/** The connections to one instance: idle ones are closed early, those that carry a request are waited for patiently. */
export class PatientAgent extends Agent {
  readonly #silence: number;
  readonly #freedAt = new WeakMap<Duplex, number>();

  constructor(silence: number) {
    super({ keepAlive: true, maxFreeSockets: FREE_CONNECTIONS, timeout: silence });
    this.#silence = silence;
  }

  override keepSocketAlive(socket: Duplex): boolean {
    // Typed as saying nothing, it says whether the connection may be kept.
    const answer: unknown = super.keepSocketAlive(socket);
    this.#freedAt.set(socket, performance.now());
    if (socket instanceof Socket && (socket.timeout ?? 0) > IDLE) socket.setTimeout(IDLE);
    return answer !== false;
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    super.reuseSocket(socket, request);
    if (socket instanceof Socket) socket.setTimeout(this.#silence);
  }

  /**
   * Forgets connections that were idle for too long, before one of them is used. Timers do that too, but a process that was
   * paused may be handed a request before its timers run, and by then the other side has closed.
   */
  forgetStale(now: number): void {
    for (const sockets of Object.values(this.freeSockets)) {
      // The oldest stand in front.
      while (sockets?.[0] !== undefined && now - (this.#freedAt.get(sockets[0]) ?? 0) > IDLE)
        sockets.shift()?.destroy();
    }
  }

  /** Closes every connection without a request. */
  closeIdle(): void {
    for (const sockets of Object.values(this.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy();
    }
  }
}

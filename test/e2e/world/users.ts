import { Agent, get } from 'node:http';

/** A request that a user would call failed. */
export interface Failure {
  /** In milliseconds since 1970. */
  readonly at: number;
  /** `500`, or the code of a connection that was refused or cut. */
  readonly what: string;
  /** The release that answered; null when nobody did. */
  readonly release: string | null;
}

const STEP = 10;
const PATIENCE = 60_000;

/** Sends requests at a steady rate over kept-alive connections and remembers each one that failed. */
export class Users {
  readonly failures: Failure[] = [];
  readonly #address: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #underWay = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #sent = 0;

  constructor(address: string, ratePerSecond: number) {
    this.#address = address;
    const begun = performance.now();
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - begun) / 1_000) * ratePerSecond);
      while (this.#sent < due) this.#send();
    }, STEP);
  }

  get sent(): number {
    return this.#sent;
  }

  /** Sends no more and waits for the answers still due. */
  async leave(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
    this.#agent.destroy();
  }

  #send(): void {
    this.#sent += 1;
    const asking = this.#ask().finally(() => this.#underWay.delete(asking));
    this.#underWay.add(asking);
  }

  #ask(): Promise<void> {
    return new Promise((resolve) => {
      const failed = (what: string, release: string | null): void => {
        this.failures.push({ at: Date.now(), what, release });
        resolve();
      };
      const asked = get(this.#address, { agent: this.#agent, timeout: PATIENCE }, (response) => {
        const release = response.headers['x-release'];
        const status = response.statusCode ?? 0;
        response.resume();
        response.once('error', (error) => failed(error.message, null));
        response.once('end', () =>
          status < 500 ? resolve() : failed(String(status), typeof release === 'string' ? release : null),
        );
      });
      asked.once('timeout', () => asked.destroy(new Error('no answer in time')));
      asked.once('error', (error: NodeJS.ErrnoException) => failed(error.code ?? error.message, null));
    });
  }
}

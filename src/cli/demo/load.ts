import { Agent, request } from 'node:http';

/** One kind of request in the mix, by share. `{id}` stands for a product. */
interface MixPart {
  readonly share: number;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

/** The requests that the demo sends. */
export interface Mix {
  readonly mix: readonly MixPart[];
  readonly ids: { readonly from: number; readonly to: number };
}

/** What became of the requests sent so far. */
export interface Tally {
  readonly sent: number;
  readonly good: number;
  /** Answered with 5xx, refused or cut: what a user would call a failure. */
  readonly failed: number;
  /** When the first and the last failed one ended, in milliseconds since 1970. */
  readonly firstFailureAt: number | null;
  readonly lastFailureAt: number | null;
}

/** Nothing sent yet. */
export const NOBODY: Tally = { sent: 0, good: 0, failed: 0, firstFailureAt: null, lastFailureAt: null };

/** A user in a hurry gives up after this, in milliseconds. */
const PATIENCE = 5_000;
const STEP = 10;
/**
 * How far the walks over the mix and over the products go with each request, in parts of a turn. They have no common measure with
 * each other or with a whole number, so whoever takes some of the requests in any rhythm, as a router does, gets the mix all the same.
 */
const TURNS = { part: 0.7548776662466927, id: 0.5698402909980532 };

/** Sends the mix at a steady rate over kept-alive connections, in an order that is always the same: no chance in it. */
export class Load {
  readonly #address: URL;
  readonly #mix: Mix;
  readonly #rate: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  #tally: Tally = NOBODY;

  constructor(address: string, mix: Mix, ratePerSecond: number) {
    this.#address = new URL(address);
    this.#mix = mix;
    this.#rate = ratePerSecond;
  }

  /** What became of the requests so far. */
  get tally(): Tally {
    return this.#tally;
  }

  /** Begins to send. */
  start(): void {
    const begun = performance.now();
    let sent = 0;
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - begun) / 1_000) * this.#rate);
      for (; sent < due; sent += 1) this.#sendNext();
    }, STEP);
  }

  /** Sends no more and waits for the answers still due. */
  async stop(): Promise<Tally> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
    this.#agent.destroy();
    return this.#tally;
  }

  #sendNext(): void {
    this.#count += 1;
    const sending = this.#send(this.#nextPart()).then((isGood) => {
      const at = Date.now();
      const { good, failed, firstFailureAt } = this.#tally;
      this.#tally = isGood
        ? { ...this.#tally, good: good + 1 }
        : { ...this.#tally, failed: failed + 1, firstFailureAt: firstFailureAt ?? at, lastFailureAt: at };
      this.#underWay.delete(sending);
    });
    this.#underWay.add(sending);
    this.#tally = { ...this.#tally, sent: this.#tally.sent + 1 };
  }

  /** The part on whose share of the turn this request falls. */
  #nextPart(): MixPart {
    let left = this.#turned(TURNS.part);
    const part = this.#mix.mix.find(({ share }) => {
      left -= share;
      return left < 0;
    });
    return part ?? (this.#mix.mix.at(-1) as MixPart);
  }

  #turned(turn: number): number {
    return (this.#count * turn) % 1;
  }

  #send(part: MixPart): Promise<boolean> {
    const { from, to } = this.#mix.ids;
    const id = String(from + Math.floor(this.#turned(TURNS.id) * (to - from + 1)));
    const body = part.body === undefined ? undefined : JSON.stringify(part.body).replace('"{id}"', id);
    const headers =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const { hostname, port } = this.#address;
    const options = {
      hostname,
      port,
      agent: this.#agent,
      method: part.method,
      path: part.path.replace('{id}', id),
      headers,
      timeout: PATIENCE,
    };
    return new Promise((resolve) => {
      const asked = request(options, (response) => {
        response.resume();
        response.once('end', () => resolve((response.statusCode ?? 500) < 500));
        response.once('error', () => resolve(false));
      });
      asked.once('timeout', () => asked.destroy());
      asked.once('error', () => resolve(false));
      asked.end(body);
    });
  }
}

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

/** Sends the mix at a steady rate over kept-alive connections, in the order that the shares give: no chance in it. */
export class Load {
  readonly #address: URL;
  readonly #mix: Mix;
  readonly #rate: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #credit: number[];
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #count = 0;
  #tally: Tally = NOBODY;

  constructor(address: string, mix: Mix, ratePerSecond: number) {
    this.#address = new URL(address);
    this.#mix = mix;
    this.#rate = ratePerSecond;
    this.#credit = mix.mix.map(() => 0);
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

  /** The part that is most behind its share. */
  #nextPart(): MixPart {
    let most = 0;
    for (const [index, part] of this.#mix.mix.entries()) {
      this.#credit[index] = (this.#credit[index] ?? 0) + part.share;
      if ((this.#credit[index] ?? 0) > (this.#credit[most] ?? 0)) most = index;
    }
    this.#credit[most] = (this.#credit[most] ?? 0) - 1;
    return this.#mix.mix[most] as MixPart;
  }

  #send(part: MixPart): Promise<boolean> {
    const { from, to } = this.#mix.ids;
    this.#count += 1;
    const id = String(from + (this.#count % (to - from + 1)));
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

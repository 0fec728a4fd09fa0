import { setTimeout as wait } from 'node:timers/promises';
import { InForce } from '../../../src/drivers/router/embedded/wire.ts';
import { probe } from '../../../src/drivers/shared/instances/probe.ts';
import { RouterHealth, routerAdmin } from '../../../src/drivers/shared/router-admin.ts';
import type { TrafficState } from '../../../src/ports/traffic-router.ts';

/** What the router and its members were like at a moment. */
export interface Sample {
  readonly at: number;
  /** The candidate's share in tenths of a percent; null when it is out of service. */
  readonly candidate: number | null;
  /** Members of the stable track that answered their health check well. */
  readonly serving: number;
  /** Members of both tracks that get traffic and answered their health check well. */
  readonly capacity: number;
}

const EVERY = 50;
/** What is alive answers; on a slow machine late, in milliseconds. */
const ANSWERS_WITHIN = 60_000;

/** Looks at one router from outside, past the control plane. */
export class RouterWatch {
  #samples: Sample[] = [];
  readonly #admin;
  #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(dir: string) {
    this.#admin = routerAdmin(dir);
  }

  /** What is in force now. */
  state(): Promise<TrafficState> {
    return this.#admin.get('/state', InForce, AbortSignal.timeout(ANSWERS_WITHIN));
  }

  /** The router process that answers now. */
  async pid(): Promise<number> {
    return (await this.#admin.get('/health', RouterHealth, AbortSignal.timeout(ANSWERS_WITHIN))).pid;
  }

  /** Begins to take a sample each 50 ms. */
  start(): void {
    this.#stop = new AbortController();
    this.#samples = [];
    this.#loop = this.#sample();
  }

  async stop(): Promise<readonly Sample[]> {
    this.#stop.abort();
    await this.#loop;
    return this.#samples;
  }

  async #sample(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const [sample] = await Promise.all([this.#look(), wait(EVERY)]);
      this.#samples.push(sample);
    }
  }

  async #look(): Promise<Sample> {
    const at = Date.now();
    const { traffic, stable, candidate } = await this.state();
    const share = traffic.kind === 'split' ? traffic.candidate : null;
    const serving = await goodOf(stable);
    const beside = share === null || share === 0 ? 0 : await goodOf(candidate);
    return { at, candidate: share, serving, capacity: (share === 1_000 ? 0 : serving) + beside };
  }
}

async function goodOf(members: TrafficState['stable']): Promise<number> {
  const answers = await Promise.all(
    members.map(({ address }) => probe(address, '/healthz', ANSWERS_WITHIN, AbortSignal.timeout(ANSWERS_WITHIN))),
  );
  return answers.filter((answer) => answer.good).length;
}

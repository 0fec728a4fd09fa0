import type { Duration } from '../core/kernel/duration.ts';
import type { Track } from '../core/unit/environment.ts';
import { bucketOf, type SparseHistogram } from '../core/verdict/histogram.ts';
import type { TrackMeasurement } from '../core/verdict/measurement.ts';
import { Chance } from './chance.ts';
import type { Behaviour } from './story.ts';

/** So many latencies of a second are drawn: a sample says enough, and a busy unit would take long. */
const MOST_DRAWN = 200;
/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.326_347_874_040_841;

/** What one second of users came to. */
export interface Second {
  readonly tracks: Readonly<Record<Track, TrackMeasurement>>;
  readonly requests: Readonly<Record<Track, number>>;
  readonly errors: Readonly<Record<Track, number>>;
}

/** What requests to a track come to, with nothing left out. */
interface Known {
  errors: number;
  p50: Duration;
  p99: Duration;
}

/** People who use the unit: as many as the rate says on average, shared out as the router says. */
export class Users {
  rate: number;
  readonly #behaviour: Record<Track, Known>;
  readonly #chance: Chance;

  readonly #drawn: number;

  /** `timed` tells whether anybody looks at latencies: drawing them takes longer than all the rest. */
  constructor(rate: number, behaviour: Readonly<Record<Track, Behaviour>>, seed: number, timed: boolean) {
    this.rate = rate;
    this.#drawn = timed ? MOST_DRAWN : 0;
    const filled = (of: Behaviour): Known => ({
      errors: of.errors ?? 0,
      p50: of.p50 ?? (40 as Duration),
      p99: of.p99 ?? (160 as Duration),
    });
    this.#behaviour = { stable: filled(behaviour.stable), candidate: filled(behaviour.candidate) };
    this.#chance = new Chance(seed);
  }

  /** From now on a track behaves otherwise. */
  change(track: Track, to: Behaviour): void {
    const known = this.#behaviour[track];
    known.errors = to.errors ?? known.errors;
    known.p50 = to.p50 ?? known.p50;
    known.p99 = to.p99 ?? known.p99;
  }

  /** One second, with this share of the requests for the candidate; null: nobody is served. */
  second(share: number | null): Second {
    const all = share === null ? 0 : this.#chance.poisson(this.rate);
    const candidate = share === null ? 0 : this.#chance.binomial(all, share);
    const requests = { stable: all - candidate, candidate };
    const errors = {
      stable: this.#chance.binomial(requests.stable, this.#behaviour.stable.errors),
      candidate: this.#chance.binomial(requests.candidate, this.#behaviour.candidate.errors),
    };
    const track = (name: Track): TrackMeasurement => ({
      kind: 'counts',
      requests: requests[name],
      errors: errors[name],
      latency: this.#drawn === 0 ? null : { kind: 'own', counts: this.#latencies(name, requests[name]) },
    });
    return { tracks: { stable: track('stable'), candidate: track('candidate') }, requests, errors };
  }

  /** Log-normal, as latencies mostly are: the median and the 99th percentile say all of it. */
  #latencies(track: Track, requests: number): SparseHistogram {
    const { p50, p99 } = this.#behaviour[track];
    const middle = Math.log(p50);
    const spread = Math.max(0, Math.log(p99) - middle) / Z99;
    const counts = new Map<number, number>();
    for (let drawn = Math.min(requests, this.#drawn); drawn > 0; drawn -= 1) {
      const bucket = bucketOf(Math.exp(middle + spread * this.#chance.normal())) ?? 0;
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    return [...counts].sort(([one], [other]) => one - other);
  }
}

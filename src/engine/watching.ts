import { ENGINE } from '../core/principal/principal.ts';
import type { Curve } from '../core/verdict/curve.ts';
import type { Judging, JudgingRecord } from '../core/verdict/judging.ts';
import type { Json } from '../ports/journal.ts';
import { siteOf } from './context.ts';
import { isWatched, type Watched } from './measuring.ts';
import { Patience } from './patience.ts';
import type { SourceStanding } from './source-health.ts';
import { stableBefore } from './stable-before.ts';
import { measurementStream } from './streams.ts';
import { beginWatch, endWatch, remember, type Watch, type WatchContext } from './watch.ts';
import { recordsOf } from './watch-records.ts';
import { lookAtHealth, reportVerdict } from './watch-reports.ts';

/** What a tick writes down of one deployment. */
interface Measured {
  readonly id: string;
  readonly records: readonly JudgingRecord[];
}

/** Measures every watched deployment once a tick, journals all of it in one commit, and reports verdict and health when they change. */
export class Watching {
  readonly #context: WatchContext;
  readonly #patience: Patience;
  readonly #watches = new Map<string, Watch>();
  #tick = 0;

  constructor(context: WatchContext) {
    this.#context = context;
    this.#patience = new Patience(context.clock, context.stopping);
  }

  /** What the judge remembers of a deployment at this moment; undefined while nothing of it is measured. */
  look(
    id: string,
  ): { readonly judging: Judging; readonly curve: Curve; readonly sources: readonly SourceStanding[] } | undefined {
    const { judging = null, curve = null } = this.#watches.get(id) ?? {};
    return judging === null || curve === null ? undefined : { judging, curve, sources: this.sources(id) };
  }

  /** How the sources of a deployment do; empty while nothing of it is measured. */
  sources(id: string): readonly SourceStanding[] {
    return [...(this.#watches.get(id)?.sources.values() ?? [])];
  }

  /** One tick for all. Whoever does not answer in time delays nobody else, and no tick. */
  async tick(): Promise<void> {
    const context = this.#context;
    const watched = context.store.active().flatMap(({ state }) => (isWatched(state) ? [state] : []));
    const ids = new Set<string>(watched.map((one) => one.opening.id));
    for (const [id, watch] of this.#watches) {
      if (ids.has(id)) continue;
      endWatch(watch);
      this.#watches.delete(id);
    }
    const watches = await Promise.all(watched.map((deployment) => this.#watch(deployment)));
    await this.#patience.until(watches.map((watch) => watch.readings.ask(watch.judging?.cursor ?? null)));
    await this.#record(watched.map((deployment) => this.#measure(deployment)).filter((one) => one.records.length > 0));
    const watchOf = ({ opening }: Watched) => this.#watches.get(opening.id);
    await this.#patience.until(watched.map((one) => lookAtHealth(context, one.opening.id, watchOf(one))));
    await Promise.all(watched.map((deployment) => reportVerdict(context, deployment, watchOf(deployment))));
  }

  /** The wall clock jumped: every judge holds until each track delivered again. */
  async clockJumped(): Promise<void> {
    const jumps = [...this.#watches.keys()].map((id) => ({ id, records: [{ type: 'ClockJumpSeen' } as const] }));
    await this.#record(jumps);
  }

  /** A person resumed a deployment: that lifts what mounting evidence holds too, until it is gone and comes again. */
  lift(id: string): void {
    const watch = this.#watches.get(id);
    if (watch !== undefined) watch.lifting = true;
  }

  #measure(deployment: Watched): Measured {
    const { id } = deployment.opening;
    const watch = this.#watches.get(id);
    return { id, records: watch === undefined ? [] : recordsOf(this.#context, deployment, watch) };
  }

  /** The judging of a deployment: kept in memory, folded from its stream after a restart. */
  async #watch(deployment: Watched): Promise<Watch> {
    const { id } = deployment.opening;
    const known = this.#watches.get(id);
    if (known !== undefined) return known;
    const watch = beginWatch(this.#context, deployment);
    remember(deployment, watch, await this.#context.journal.read(measurementStream(id)));
    this.#watches.set(id, watch);
    if (watch.judging === null) await this.#patience.until([this.#askBefore(deployment, watch)]);
    return watch;
  }

  async #askBefore(deployment: Watched, watch: Watch): Promise<void> {
    const { drivers, clock, stopping } = this.#context;
    const { metrics } = siteOf(drivers, deployment, deployment.opening.environment);
    watch.before = await stableBefore(metrics, clock, stopping);
  }

  async #record(measured: readonly Measured[]): Promise<void> {
    if (measured.length === 0) return;
    const { journal, clock, epoch, store } = this.#context;
    this.#tick += 1;
    const appended = await journal.append({
      writes: measured.map(({ id, records }) => ({
        stream: measurementStream(id),
        expectedVersion: 'any',
        entries: records.map(toEntry),
      })),
      requestId: `measurements/${epoch}/${this.#tick}`,
      epoch,
      at: clock.wall(),
      steady: clock.steady(),
      principal: ENGINE,
      proof: 'none',
    });
    for (const { id } of measured) {
      const watch = this.#watches.get(id);
      const deployment = store.deployment(id)?.state;
      const own = appended.entries.filter((entry) => entry.stream === measurementStream(id));
      if (watch !== undefined && deployment !== undefined && isWatched(deployment)) remember(deployment, watch, own);
    }
  }
}

// The journal makes its own copy, and refuses there what JSON cannot hold.
const toEntry = ({ type, ...body }: JudgingRecord) => ({ type, schema: 1, body: body as unknown as Json });

import type { WatchReport } from '../core/deployment/command.ts';
import { canonical } from '../core/plan/canonical.ts';
import { ENGINE } from '../core/principal/principal.ts';
import { assess } from '../core/verdict/assess.ts';
import { evolveJudging, type Judging, type JudgingRecord } from '../core/verdict/judging.ts';
import type { Verdict } from '../core/verdict/verdict.ts';
import type { Clock } from '../ports/clock.ts';
import type { Entry, Journal, Json } from '../ports/journal.ts';
import { siteOf } from './context.ts';
import type { Drivers } from './drivers.ts';
import { healthOf } from './effects/health.ts';
import type { Log } from './log.ts';
import { blockRecords, isWatched, READ_LIMIT, stageRecords, type Watched } from './measuring.ts';
import type { Store } from './store.ts';
import { measurementStream } from './streams.ts';

/** What the watch needs of the engine. */
export interface WatchContext {
  readonly store: Store;
  readonly journal: Journal;
  readonly drivers: Drivers;
  readonly clock: Clock;
  readonly epoch: number;
  readonly log: Log;
  report(deployment: string, report: WatchReport): Promise<void>;
}

interface Watch {
  judging: Judging | null;
  /** Position in the measurement stream, for the verdict to cite. */
  version: number;
  lastHash: string | null;
  lastLook: number;
}

/** Measures every watched deployment once a tick, journals all of it in one commit, and reports verdict and health when they change. */
export class Watching {
  readonly #context: WatchContext;
  readonly #watches = new Map<string, Watch>();
  #tick = 0;

  constructor(context: WatchContext) {
    this.#context = context;
  }

  /** One tick for all. A deployment whose source fails does not delay the others. */
  async tick(): Promise<void> {
    const watched = this.#context.store.active().flatMap(({ state }) => (isWatched(state) ? [state] : []));
    const ids = new Set<string>(watched.map((one) => one.opening.id));
    for (const id of this.#watches.keys()) if (!ids.has(id)) this.#watches.delete(id);
    const measured = await Promise.all(watched.map((deployment) => this.#measure(deployment)));
    await this.#record(measured.filter((one) => one.records.length > 0));
    await Promise.all(watched.map((deployment) => this.#report(deployment)));
  }

  /** The wall clock jumped: every judge holds until each track delivered again. */
  async clockJumped(): Promise<void> {
    const jumps = [...this.#watches.keys()].map((id) => ({ id, records: [{ type: 'ClockJumpSeen' } as const] }));
    await this.#record(jumps);
  }

  async #measure(deployment: Watched): Promise<{ readonly id: string; readonly records: readonly JudgingRecord[] }> {
    const { drivers, clock } = this.#context;
    const { id, environment } = deployment.opening;
    const watch = await this.#watch(deployment);
    const stage = stageRecords(deployment, watch.judging);
    const judging = stage.reduce((before, record) => evolveJudging(deployment.plan, before, record), watch.judging);
    const elapsed = Math.floor((clock.steady() - watch.lastLook) / 1_000);
    const { metrics } = siteOf(drivers, deployment, environment);
    const blocks = judging === null ? [] : await blockRecords(metrics, deployment, judging, clock.wall(), elapsed);
    if (blocks.length > 0) watch.lastLook = clock.steady();
    return { id, records: [...stage, ...blocks] };
  }

  /** The judging of a deployment: kept in memory, folded from its stream after a restart. */
  async #watch(deployment: Watched): Promise<Watch> {
    const { id } = deployment.opening;
    const known = this.#watches.get(id);
    if (known !== undefined) return known;
    const watch: Watch = { judging: null, version: 0, lastHash: null, lastLook: this.#context.clock.steady() };
    this.#take(deployment, watch, await this.#context.journal.read(measurementStream(id)));
    this.#watches.set(id, watch);
    return watch;
  }

  async #record(
    measured: readonly { readonly id: string; readonly records: readonly JudgingRecord[] }[],
  ): Promise<void> {
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
      if (watch !== undefined && deployment !== undefined && isWatched(deployment)) this.#take(deployment, watch, own);
    }
  }

  #take(deployment: Watched, watch: Watch, entries: readonly Entry[]): void {
    for (const entry of entries) {
      const record = { type: entry.type, ...(entry.body as object) } as JudgingRecord;
      watch.judging = evolveJudging(deployment.plan, watch.judging, record);
      watch.version = entry.version;
      watch.lastHash = entry.hash;
    }
  }

  async #report(measured: Watched): Promise<void> {
    const { store, log } = this.#context;
    const { id } = measured.opening;
    try {
      await this.#reportHealth(id);
      const now = store.deployment(id)?.state;
      if (now !== undefined && isWatched(now)) await this.#reportVerdict(now);
    } catch (problem) {
      log.warn('a deployment could not be watched', { deployment: id, problem: String(problem) });
    }
  }

  async #reportHealth(id: string): Promise<void> {
    const { store, drivers, clock, report } = this.#context;
    const before = store.deployment(id)?.state;
    if (before === undefined || !isWatched(before)) return;
    const { plan, release, rollbackRelease } = before;
    const seen = await siteOf(drivers, before, plan.environment).target.observe(AbortSignal.timeout(READ_LIMIT));
    const health = healthOf(seen, release, rollbackRelease, plan.environment);
    const { badSince: _, ...known } = before.health;
    if (canonical(known) !== canonical(health))
      await report(id, { type: 'RecordHealth', health, at: clock.wall(), principal: ENGINE });
  }

  async #reportVerdict(deployment: Watched): Promise<void> {
    const { clock, report } = this.#context;
    const { id } = deployment.opening;
    const watch = this.#watches.get(id);
    if (watch === undefined || watch.judging === null) return;
    const { judging } = watch;
    const at = clock.wall();
    const measurements = {
      stream: measurementStream(id),
      from: 1,
      to: watch.version,
      digest: watch.lastHash as Verdict['measurements']['digest'],
    };
    const verdict: Verdict = { ...assess(judging.judge, judging.plan), at, measurements };
    const { phase, stage } = deployment;
    if (stage.verdict !== null && signOf(stage.verdict) === signOf(verdict)) return;
    await report(id, { type: 'RecordVerdict', phase, stageIndex: stage.index, verdict, at, principal: ENGINE });
  }
}

/** What makes a verdict worth telling: state and reason, of the whole and of each gate. */
const signOf = ({ state, reason, gates }: Verdict): string =>
  canonical([state, reason, gates.map((gate) => [gate.gate, gate.state, gate.reason])]);

const toEntry = ({ type, ...body }: JudgingRecord) => ({ type, schema: 1, body: JSON.parse(canonical(body)) as Json });

import type { WatchReport } from '../core/deployment/command.ts';
import { instant } from '../core/kernel/instant.ts';
import type { AdoptedPolicy } from '../core/plan/policy/adopted.ts';
import { laterTriggers } from '../core/plan/policy/later-triggers.ts';
import { ENGINE } from '../core/principal/principal.ts';
import { assessAll } from '../core/verdict/assess.ts';
import { addToCurve, type Curve, isPieceFull, noteSeen } from '../core/verdict/curve.ts';
import { evolveJudging, type Judging, type JudgingRecord, type StableBefore } from '../core/verdict/judging.ts';
import { saysTheSame, seenNow } from '../core/verdict/stands.ts';
import type { Verdict } from '../core/verdict/verdict.ts';
import type { Clock } from '../ports/clock.ts';
import type { Entry, Journal, Json } from '../ports/journal.ts';
import type { Target } from '../ports/target.ts';
import { siteOf } from './context.ts';
import type { Drivers } from './drivers.ts';
import { healthOf, isSameHealth } from './effects/health.ts';
import type { Log } from './log.ts';
import { blockRecords, isWatched, servedIn, stageRecords, type Watched, withMore } from './measuring.ts';
import { READ_LIMIT } from './reading.ts';
import { type Readings, readingsOf } from './readings.ts';
import { healthIn, isNews, type SourceStanding } from './source-health.ts';
import { stableBefore } from './stable-before.ts';
import type { Store } from './store.ts';
import { measurementStream } from './streams.ts';
import { Looks } from './within.ts';

/** What the watch needs of the engine. */
export interface WatchContext {
  readonly store: Store;
  readonly journal: Journal;
  readonly drivers: Drivers;
  readonly clock: Clock;
  readonly epoch: number;
  readonly log: Log;
  /** Given when the engine stops: nothing is waited for any longer. */
  readonly stopping: AbortSignal;
  report(deployment: string, report: WatchReport): Promise<void>;
}

interface Watch {
  judging: Judging | null;
  /** For people alone: no verdict reads it. */
  curve: Curve | null;
  /** Position in the measurement stream, for the verdict to cite. */
  version: number;
  lastHash: string | null;
  /** Up to where time was served, on the steady clock. */
  servedUntil: number;
  /** The policy in force whose triggers were looked at last. */
  policy: AdoptedPolicy | null;
  /** A person resumed: what evidence holds is lifted with the next measurement. */
  lifting: boolean;
  readonly readings: Readings;
  /** How each source does, as the stream has it. */
  readonly sources: Map<string, SourceStanding>;
  /** What stable did before, asked while nothing is judged yet; undefined while that is not answered. */
  before: StableBefore | null | undefined;
  readonly target: Target;
  /** Looks at it. */
  readonly looks: Looks;
  /** The one that is under way. */
  health: Promise<void> | undefined;
}

/** A tick waits no longer than this for answers, in milliseconds: what comes later is taken at the next. */
const GRACE = 200;

/** Measures every watched deployment once a tick, journals all of it in one commit, and reports verdict and health when they change. */
export class Watching {
  readonly #context: WatchContext;
  readonly #watches = new Map<string, Watch>();
  #tick = 0;
  /** Ends the wait that a tick is in. */
  #goOn: () => void = () => undefined;

  constructor(context: WatchContext) {
    this.#context = context;
    context.stopping.addEventListener('abort', () => this.#goOn(), { once: true });
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
    const watched = this.#context.store.active().flatMap(({ state }) => (isWatched(state) ? [state] : []));
    const ids = new Set<string>(watched.map((one) => one.opening.id));
    for (const [id, watch] of this.#watches) {
      if (ids.has(id)) continue;
      watch.readings.stop();
      watch.looks.end();
      this.#watches.delete(id);
    }
    const watches = await Promise.all(watched.map((deployment) => this.#watch(deployment)));
    await this.#patiently(watches.map((watch) => watch.readings.ask(watch.judging?.cursor ?? null)));
    await this.#record(watched.map((deployment) => this.#measure(deployment)).filter((one) => one.records.length > 0));
    await this.#patiently(watched.map((deployment) => this.#lookAtHealth(deployment)));
    await Promise.all(watched.map((deployment) => this.#report(deployment)));
  }

  /** Waits until all have come, but not for long. None of them may reject. */
  async #patiently(looks: readonly Promise<void>[]): Promise<void> {
    if (looks.length === 0 || this.#context.stopping.aborted) return;
    await new Promise<void>((goOn) => {
      this.#goOn = goOn;
      const cancel = this.#context.clock.after(GRACE, goOn);
      void Promise.all(looks).then(() => {
        cancel();
        goOn();
      });
    });
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

  #measure(deployment: Watched): { readonly id: string; readonly records: readonly JudgingRecord[] } {
    const { clock } = this.#context;
    const { id } = deployment.opening;
    const watch = this.#watches.get(id);
    if (watch === undefined) return { id, records: [] };
    const stage = stageRecords(deployment, watch.judging, watch.before ?? null);
    // Judging begins with what is known from before, so that is waited for: no longer than for any other look.
    if (watch.judging === null && (stage.length === 0 || watch.before === undefined)) return { id, records: [] };
    const taken = watch.readings.take();
    const elapsed = (clock.steady() - watch.servedUntil) / 1_000;
    const closing = { deployment, now: clock.wall(), elapsed, interval: deployment.plan.metrics.interval / 1_000 };
    const counted = blockRecords(taken.counts, closing);
    const blocks = counted.length === 0 ? [] : withMore(counted, watch.readings.more());
    this.#serve(watch, servedIn(blocks), closing.interval);
    const health = taken.all
      .map(({ source, outcome }) => healthIn(source, outcome))
      .filter((one) => isNews(watch.sources.get(one.source), one));
    const lifted: readonly JudgingRecord[] = watch.lifting ? [{ type: 'HoldLifted' }] : [];
    return { id, records: [...stage, ...this.#tightened(deployment, watch), ...lifted, ...blocks, ...health] };
  }

  /** Stricter triggers of a policy that was adopted meanwhile. A record says so: whoever folds them again has the same judge. */
  #tightened({ opening, plan }: Watched, watch: Watch): readonly JudgingRecord[] {
    const { policy } = this.#context.store.slot(opening.spec.name, opening.environment);
    if (watch.judging === null || policy === null || policy === watch.policy) return [];
    const triggers = laterTriggers([...plan.triggers, ...watch.judging.tightened], plan, policy);
    if (triggers.length > 0) return [{ type: 'TriggersTightened', triggers }];
    watch.policy = policy;
    return [];
  }

  /** Time that was served ends where the blocks end; what nobody delivered in time is not served later. */
  #serve(watch: Watch, seconds: number, interval: number): void {
    const now = this.#context.clock.steady();
    watch.servedUntil = Math.max(watch.servedUntil + seconds * 1_000, now - (2 * interval + 1) * 1_000);
  }

  /** The judging of a deployment: kept in memory, folded from its stream after a restart. */
  async #watch(deployment: Watched): Promise<Watch> {
    const { drivers, clock, stopping } = this.#context;
    const { id } = deployment.opening;
    const known = this.#watches.get(id);
    if (known !== undefined) return known;
    const site = siteOf(drivers, deployment, deployment.opening.environment);
    const watch: Watch = {
      judging: null,
      curve: null,
      version: 0,
      lastHash: null,
      servedUntil: this.#context.clock.steady(),
      policy: null,
      lifting: false,
      readings: readingsOf(site, deployment.plan, clock, stopping),
      sources: new Map(),
      before: undefined,
      target: site.target,
      looks: new Looks(clock, READ_LIMIT, stopping),
      health: undefined,
    };
    this.#take(deployment, watch, await this.#context.journal.read(measurementStream(id)));
    this.#watches.set(id, watch);
    if (watch.judging === null) await this.#patiently([this.#askBefore(deployment, watch)]);
    return watch;
  }

  async #askBefore(deployment: Watched, watch: Watch): Promise<void> {
    const { drivers, clock, stopping } = this.#context;
    const { metrics } = siteOf(drivers, deployment, deployment.opening.environment);
    watch.before = await stableBefore(metrics, clock, stopping);
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
      watch.curve = addToCurve(watch.curve, record);
      if (record.type === 'HoldLifted') watch.lifting = false;
      if (record.type === 'SourceHealthChanged') {
        const { source, why, detail } = record;
        watch.sources.set(source, { source, why, detail, since: instant(entry.at) });
      }
      watch.version = entry.version;
      watch.lastHash = entry.hash;
    }
  }

  async #report(measured: Watched): Promise<void> {
    const { store, log } = this.#context;
    const { id } = measured.opening;
    try {
      const now = store.deployment(id)?.state;
      if (now !== undefined && isWatched(now)) await this.#reportVerdict(now);
    } catch (problem) {
      log.warn('a deployment could not be watched', { deployment: id, problem: String(problem) });
    }
  }

  /** One look at the target at a time: a slow one is taken up by the next tick. */
  #lookAtHealth({ opening: { id } }: Watched): Promise<void> {
    const watch = this.#watches.get(id);
    if (watch === undefined || watch.health !== undefined) return Promise.resolve();
    watch.health = this.#reportHealth(id, watch)
      .catch((problem: unknown) =>
        this.#context.log.warn('a deployment could not be watched', { deployment: id, problem: String(problem) }),
      )
      .finally(() => {
        watch.health = undefined;
      });
    return watch.health;
  }

  async #reportHealth(id: string, { target, looks }: Watch): Promise<void> {
    const { store, clock, report } = this.#context;
    const seen = await looks.look((signal) => target.observe(signal));
    const before = store.deployment(id)?.state;
    if (before === undefined || !isWatched(before)) return;
    const health = healthOf(seen, before);
    if (!isSameHealth(before.health, health))
      await report(id, { type: 'RecordHealth', health, at: clock.wall(), principal: ENGINE });
  }

  async #reportVerdict(deployment: Watched): Promise<void> {
    const { clock, report } = this.#context;
    const { id } = deployment.opening;
    const watch = this.#watches.get(id);
    if (watch === undefined || watch.judging === null) return;
    const { judging } = watch;
    // It may have moved on since it was measured: what was judged of one stage says nothing of the next.
    if (stageRecords(deployment, judging).some(({ type }) => type === 'JudgingBegan')) return;
    if (isPieceFull(watch.curve)) watch.curve = noteSeen(watch.curve, seenNow(judging));
    // The numbers for people are worked out only when there is something to tell: with many deployments they cost the most.
    const { phase, stage } = deployment;
    if (stage.verdict !== null && saysTheSame(stage.verdict, judging)) return;
    const at = clock.wall();
    const measurements = {
      stream: measurementStream(id),
      from: 1,
      to: watch.version,
      digest: watch.lastHash as Verdict['measurements']['digest'],
    };
    const verdict: Verdict = { ...assessAll(judging), at, measurements };
    await report(id, { type: 'RecordVerdict', phase, stageIndex: stage.index, verdict, at, principal: ENGINE });
  }
}

// The journal makes its own copy, and refuses there what JSON cannot hold.
const toEntry = ({ type, ...body }: JudgingRecord) => ({ type, schema: 1, body: body as unknown as Json });

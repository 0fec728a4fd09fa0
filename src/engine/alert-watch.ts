import { type AlertLook, isOtherThan } from '../core/alert/seen-alert.ts';
import { ENGINE } from '../core/principal/principal.ts';
import type { AlertSource } from '../ports/alert-source.ts';
import type { Json } from '../ports/journal.ts';
import { isWatched, type Watched } from './measuring.ts';
import { measurementStream } from './streams.ts';
import type { WatchContext } from './watch.ts';

/** How often alerts are asked for, in milliseconds, how soon after it failed, and how long an answer may take. */
const EVERY = 15_000;
const AGAIN = 5_000;
const WITHIN = 5_000;

/** What looking for alerts needs of the engine: it reports nothing to a deployment. */
export type AlertContext = Omit<WatchContext, 'report'>;

/**
 * Notes which alerts of a monitoring system fire while a deployment is in production: for the report, and beside every verdict. A
 * system that does not answer is noted as well, for what fires is unknown then.
 */
export class AlertWatch {
  readonly #context: AlertContext;
  readonly #noted = new Map<string, AlertLook>();
  readonly #underWay = new Set<string>();
  readonly #due = new Map<string, number>();
  #notes = 0;

  constructor(context: AlertContext) {
    this.#context = context;
  }

  /** Looks when it is time; nobody waits for it. */
  tick(): void {
    const { clock, store, drivers } = this.#context;
    if (drivers.alerts === undefined) return;
    const now = clock.steady();
    for (const { state } of store.active()) {
      const { id } = state.opening;
      // The first look comes at once: what fires then is not the release's doing.
      if (!isWatched(state) || now < (this.#due.get(id) ?? now)) continue;
      this.#due.set(id, now + EVERY);
      for (const source of drivers.alerts(state.opening.spec.name, state.plan.metrics)) void this.#look(state, source);
    }
  }

  async #look({ opening: { id } }: Watched, source: AlertSource): Promise<void> {
    const { log, clock, stopping } = this.#context;
    const key = `${id} ${source.name}`;
    if (this.#underWay.has(key)) return;
    this.#underWay.add(key);
    try {
      const look = await this.#ask(source);
      if (look.type === 'AlertsUnseen') this.#due.set(id, clock.steady() + AGAIN);
      if (!isNews(this.#noted.get(key), look) || stopping.aborted) return;
      await this.#note(id, look);
      this.#noted.set(key, look);
    } catch (problem) {
      if (!stopping.aborted) log.info('alerts could not be noted', { deployment: id, problem: String(problem) });
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #ask(source: AlertSource): Promise<AlertLook> {
    const { clock, stopping } = this.#context;
    const late = new AbortController();
    const tooLate = new Promise<never>((_, reject) => {
      late.signal.addEventListener('abort', () => reject(new Error(`no answer within ${WITHIN / 1_000} s`)));
    });
    const cancel = clock.after(WITHIN, () => late.abort());
    try {
      // A source that does not heed its signal is not waited for.
      const alerts = await Promise.race([source.firing(AbortSignal.any([stopping, late.signal])), tooLate]);
      return { type: 'AlertsSeen', source: source.name, at: clock.wall(), alerts };
    } catch (problem) {
      const why = problem instanceof Error ? problem.message : String(problem);
      return { type: 'AlertsUnseen', source: source.name, at: clock.wall(), why };
    } finally {
      cancel();
    }
  }

  async #note(id: string, { type, ...body }: AlertLook): Promise<void> {
    const { journal, clock, epoch } = this.#context;
    this.#notes += 1;
    await journal.append({
      writes: [
        {
          stream: measurementStream(id),
          expectedVersion: 'any',
          entries: [{ type, schema: 1, body: body as unknown as Json }],
        },
      ],
      requestId: `alerts/${epoch}/${this.#notes}`,
      ...{ epoch, at: clock.wall(), steady: clock.steady(), principal: ENGINE, proof: 'none' },
    });
  }
}

/** Not every look is: that the same fires, or that it still cannot be asked, was noted. */
function isNews(before: AlertLook | undefined, now: AlertLook): boolean {
  if (before?.type !== now.type) return true;
  return before.type === 'AlertsSeen' && now.type === 'AlertsSeen' && isOtherThan(before.alerts, now.alerts);
}

import { hours } from '../../core/kernel/duration.ts';
import { instant } from '../../core/kernel/instant.ts';
import { waitAfter } from '../../core/notice/retry.ts';
import type { NotifierSpec } from '../../core/unit/notifier.ts';
import type { Clock } from '../../ports/clock.ts';
import { DriverError } from '../../ports/driver-error.ts';
import type { Entry, Journal } from '../../ports/journal.ts';
import { AskedToWait, type Notifier } from '../../ports/notifier.ts';
import type { Outbox, Posted, Tried } from '../../ports/outbox.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store.ts';
import { LIMIT } from './limit.ts';
import { type Made, mayBeTold, messagesOf, TRACER } from './messages.ts';

/** How many tries are under way at once, in all and to one receiver: one that keeps us waiting keeps no other waiting. */
const AT_ONCE = 8;
const AT_ONE = 2;
/** So many that are due are looked at, so that those of others are found behind those of one that is slow. */
const LOOKED_AT = 256;
/** What ended is kept so long, to be looked at and replayed. */
const KEPT = hours(24 * 30);
/** So many entries that nobody is told of may pass before the position is written down, and so many are read at a time. */
const PAGE = 500;
/** Without anything to do it looks again after this, in milliseconds. */
const IDLE = 60_000;

/** What telling others stands on. */
export interface NotifyingParts extends Made {
  readonly journal: Pick<Journal, 'read' | 'readAll' | 'follow' | 'head'>;
  readonly outbox: Outbox;
  readonly store: Pick<Store, 'deployment' | 'setAside'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The notifier for a receiver of a unit's configuration. */
  readonly notifierOf: (spec: NotifierSpec) => Notifier;
  /** Sends traces; absent where none are sent. */
  readonly tracer?: Notifier;
  readonly page: () => string;
}

/**
 * Tells others what the record says, after it is recorded and beside everything else: no deployment ever waits for it. A message is
 * on disk before it is sent and stays until a receiver has it, so that each comes at least once, with an id that stays the same.
 */
export class Notifying {
  readonly #parts: NotifyingParts;
  readonly #stop = new AbortController();
  readonly #underWay = new Map<string, string>();
  readonly #tries = new Set<Promise<void>>();
  #news: readonly Entry[] | null = [];
  #position = 0;
  #written = 0;
  #wake: () => void = () => undefined;
  #woken = false;
  #stopFollowing: () => void = () => undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: NotifyingParts) {
    this.#parts = parts;
  }

  /** Begins where it ended; in a new outbox, with what happens from now on. */
  async start(): Promise<void> {
    const { journal, outbox, clock } = this.#parts;
    const { seq } = await journal.head();
    const known = outbox.position();
    this.#position = Math.min(known ?? seq, seq);
    this.#written = this.#position;
    if (known !== this.#position) outbox.take(this.#position, [], clock.wall());
    // What was recorded while nobody ran, or since the last message, is read; from here on it comes by itself.
    this.#news = this.#position === seq ? [] : null;
    this.#stopFollowing = journal.follow((entries) => this.#heard(entries));
    this.#loop = this.#run();
  }

  /** Sends nothing more; what is under way is given up, and stays in the outbox. */
  async stop(): Promise<void> {
    this.#stopFollowing();
    this.#stop.abort();
    this.look();
    await this.#loop;
    await Promise.allSettled(this.#tries);
  }

  /** Looks at the outbox now, such as after a replay. */
  look(): void {
    this.#woken = true;
    this.#wake();
  }

  #heard(entries: readonly Entry[]): void {
    // More than a page that nobody took up yet is read again instead of kept.
    if (this.#news !== null)
      this.#news = this.#news.length + entries.length > PAGE ? null : [...this.#news, ...entries];
    if (entries.some(mayBeTold)) this.look();
  }

  async #run(): Promise<void> {
    const { log, clock, outbox } = this.#parts;
    while (!this.#stop.signal.aborted) {
      let wait = IDLE;
      this.#woken = false;
      try {
        await this.#takeIn();
        this.#begin();
        // What is due already is begun, or waits for a try that is under way, whose end wakes this.
        const next = outbox.nextDue(clock.wall());
        if (next !== null) wait = Math.min(IDLE, next - clock.wall());
        if (this.#underWay.size === 0) outbox.forget(instant(clock.wall() - KEPT));
      } catch (problem) {
        log.error('notifications could not be looked at', { problem: String(problem) });
      }
      await this.#sleep(wait);
    }
  }

  /** Until it is woken, or for so long. */
  async #sleep(wait: number): Promise<void> {
    if (this.#woken || this.#stop.signal.aborted) return;
    const rest = new AbortController();
    this.#wake = () => rest.abort();
    await this.#parts.clock.wait(wait, rest.signal).catch(() => undefined);
    this.#wake = () => undefined;
  }

  async #takeIn(): Promise<void> {
    const { journal, outbox, clock } = this.#parts;
    for (;;) {
      const heard = this.#news;
      this.#news = [];
      const entries = heard ?? (await journal.readAll(this.#position, PAGE));
      if (entries.length === 0) return;
      // What was read from the journal may be heard as well.
      if (heard === null && entries.length === PAGE) this.#news = null;
      for (const entry of entries) {
        if (entry.seq <= this.#position) continue;
        const messages = await messagesOf(entry, journal, this.#parts);
        if (messages.length > 0 || entry.seq - this.#written >= PAGE) {
          outbox.take(entry.seq, messages, clock.wall());
          this.#written = entry.seq;
        }
        this.#position = entry.seq;
      }
    }
  }

  #begin(): void {
    const { outbox, clock } = this.#parts;
    for (const posted of outbox.due(clock.wall(), LOOKED_AT)) {
      if (this.#underWay.size >= AT_ONCE) return;
      if (this.#underWay.has(posted.id)) continue;
      const receiver = this.#receiverOf(posted);
      if ([...this.#underWay.values()].filter((one) => one === receiver).length >= AT_ONE) continue;
      this.#underWay.set(posted.id, receiver);
      const trying = this.#try(posted).finally(() => {
        this.#underWay.delete(posted.id);
        this.#tries.delete(trying);
        this.look();
      });
      this.#tries.add(trying);
    }
  }

  async #try(posted: Posted): Promise<void> {
    const { outbox, log, clock } = this.#parts;
    const tried = await this.#send(posted);
    if (tried === null) return;
    try {
      outbox.settle(posted.id, tried);
    } catch (problem) {
      // It stays as it was and goes out once more: at least once.
      log.error('what became of a notification could not be noted', { message: posted.id, problem: String(problem) });
      await clock.wait(1_000, this.#stop.signal).catch(() => undefined);
    }
    if (tried.kind === 'dead') log.error('a notification was given up', { message: posted.id, problem: tried.problem });
    else if (tried.kind === 'failed')
      log.warn('a notification was not taken', { message: posted.id, problem: tried.problem });
  }

  async #send(posted: Posted): Promise<Tried | null> {
    const { outbox, clock, page } = this.#parts;
    const late = new AbortController();
    const cancel = clock.after(LIMIT, () => late.abort(new DriverError('no answer within 10 s', { retryable: true })));
    const signal = AbortSignal.any([this.#stop.signal, late.signal]);
    try {
      const notifier = this.#notifierOf(posted);
      if (notifier === null) return { kind: 'dead', problem: 'nobody is to be told any more', at: clock.wall() };
      const memo = posted.lane === null ? null : outbox.memo(posted.lane);
      const sending = { id: posted.id, memo, page: page(), at: clock.wall(), signal };
      const done = await notifier.send(posted.notice, sending);
      return { kind: 'sent', at: clock.wall(), memo: done.memo };
    } catch (problem) {
      if (this.#stop.signal.aborted) return null;
      return this.#failed(posted, late.signal.aborted ? late.signal.reason : problem);
    } finally {
      cancel();
    }
  }

  #failed({ failures }: Posted, problem: unknown): Tried {
    const { clock } = this.#parts;
    const text = problem instanceof Error ? problem.message : String(problem);
    const isLasting = problem instanceof DriverError && !problem.retryable;
    const wait = isLasting ? null : waitAfter(failures + 1, problem instanceof AskedToWait ? problem.wait : null);
    return wait === null
      ? { kind: 'dead', problem: text, at: clock.wall() }
      : { kind: 'failed', problem: text, nextAt: instant(clock.wall() + wait) };
  }

  #notifierOf(posted: Posted): Notifier | null {
    const { tracer, notifierOf } = this.#parts;
    if (posted.notifier === TRACER) return tracer ?? null;
    const spec = this.#specOf(posted);
    return spec === undefined ? null : notifierOf(spec);
  }

  #specOf({ deployment, notifier }: Posted): NotifierSpec | undefined {
    const { store } = this.#parts;
    return (store.deployment(deployment) ?? store.setAside(deployment))?.state.opening.spec.notify?.[notifier];
  }

  /** Two units may name the same receiver: it is one, and so is the patience with it. */
  #receiverOf(posted: Posted): string {
    const spec = this.#specOf(posted);
    return spec === undefined ? String(posted.notifier) : 'url' in spec ? spec.url : JSON.stringify(spec);
  }
}

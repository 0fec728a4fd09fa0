import { refuse } from '../../core/kernel/refusal.ts';
import type { Store } from '../../engine/store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Entry, Journal } from '../../ports/journal.ts';
import { problem, refused } from '../refused.ts';
import { eventFrame, retryFrame, signFrame } from './frames.ts';
import { STREAM_LIMITS, type StreamLimits } from './limits.ts';
import type { Pipe } from './pipe.ts';
import { type Framed, Reader, type Reading } from './reader.ts';
import { isAboutAccess, streamedEvent } from './streamed-event.ts';

/** What streams are made of. */
export interface StreamParts {
  readonly journal: Pick<Journal, 'readAll' | 'head' | 'follow'>;
  readonly store: Pick<Store, 'deployment' | 'setAside'>;
  readonly clock: Pick<Clock, 'wall' | 'steady' | 'after'>;
  /** Which record it is, as the first sign says. */
  readonly record: { readonly controlPlaneId: string; readonly epoch: number };
  /** Aborted when the control plane begins to end. */
  readonly ending: AbortSignal;
}

/** Who asks for a stream, and for what. */
export interface StreamWish extends Reading {
  readonly principal: string;
  /** The position behind which it begins; null is now. */
  readonly after: number | null;
  /** Why the caller may not read any longer; null while they may. Asked again and again. */
  readonly mayNot: () => 'not-signed-in' | 'not-allowed' | null;
}

/** How many entries of the journal are read at a time for one who comes again. */
const PAGE = 500;

/** All streams of a control plane. Each entry is put into words once and written to every reader that wants it. */
export class EventStreams {
  readonly #parts: StreamParts;
  readonly #limits: StreamLimits;
  readonly #readers = new Map<Reader, StreamWish>();
  #pending: Entry[] = [];
  #head: number;
  #stopBeating: (() => void) | null = null;

  private constructor(parts: StreamParts, limits: StreamLimits, head: number) {
    this.#parts = parts;
    this.#limits = limits;
    this.#head = head;
    parts.journal.follow((entries) => this.#take(entries));
    parts.ending.addEventListener('abort', () => this.#endAll(), { once: true });
  }

  /** Begins to follow the journal. */
  static async start(parts: StreamParts, limits: StreamLimits = STREAM_LIMITS): Promise<EventStreams> {
    const early: Entry[] = [];
    const stop = parts.journal.follow((entries) => void early.push(...entries));
    const { seq } = await parts.journal.head();
    stop();
    return new EventStreams(parts, limits, early.at(-1)?.seq ?? seq);
  }

  /** The newest position that every snapshot shows and every reader was told of. */
  get head(): number {
    return this.#head;
  }

  /** How many streams are open. */
  get open(): number {
    return this.#readers.size;
  }

  /** Makes sure that there is room for one more. Asked before an answer has begun: then it can still say no. */
  admit(principal: string): void {
    const { perPrincipal, inAll } = this.#limits;
    if (this.#parts.ending.aborted) throw problem('unavailable', ENDING);
    if ([...this.#readers.values()].filter((wish) => wish.principal === principal).length >= perPrincipal) {
      const message = `${principal} has ${perPrincipal} streams of events open already`;
      throw refused(refuse('streams-of-caller-spent', message, 'Close one, or let one page serve all tabs'));
    }
    if (this.#readers.size >= inAll) throw problem('unavailable', spent(inAll));
  }

  /** Sends events to a reader until it goes. */
  serve(pipe: Pipe, wish: StreamWish): void {
    const head = this.#head;
    const { mostReplayed } = this.#limits;
    const asked = wish.after ?? head;
    // A position ahead of the record is one of another record: nothing that was shown of it can be trusted.
    const isLost = asked > head || head - asked > mostReplayed;
    const reader = new Reader(pipe, wish, isLost ? head : asked, this.#limits, this.#parts.clock);
    if (reader.isOver()) return;
    this.#readers.set(reader, wish);
    pipe.whenGone(() => this.#forget(reader));
    this.#beat();
    pipe.write(retryFrame(this.#limits.retry));
    const { controlPlaneId, epoch } = this.#parts.record;
    reader.sign(signFrame('connected', { controlPlaneId, epoch, seq: reader.position }), head);
    if (isLost) reader.sign(signFrame('gap', { after: asked, next: head }, head), head);
    this.#catchUp(reader).catch(() => reader.end(END_OF_US));
  }

  async #catchUp(reader: Reader): Promise<void> {
    while (reader.position < this.#head) {
      // What is not shown yet by a snapshot is told with the news.
      const entries = (await this.#parts.journal.readAll(reader.position, PAGE)).filter(({ seq }) => seq <= this.#head);
      const upTo = entries.at(-1)?.seq ?? this.#head;
      if (!(await reader.retell(this.#framed(entries), upTo, () => this.#head))) return;
    }
    if (!reader.isOver()) reader.state = 'live';
  }

  #take(entries: readonly Entry[]): void {
    this.#pending.push(...entries);
    // Told once the state is folded too: whoever asks for a snapshot at what they were told gets one that has it.
    if (this.#pending.length === entries.length) setImmediate(() => this.#tellAll());
  }

  #tellAll(): void {
    const entries = this.#pending;
    this.#pending = [];
    this.#head = entries.at(-1)?.seq ?? this.#head;
    if (entries.some(isAboutAccess)) this.#askAgain();
    const news = this.#framed(entries);
    for (const reader of this.#readers.keys()) reader.tell(news, this.#head);
  }

  #framed(entries: readonly Entry[]): readonly Framed[] {
    return entries.flatMap((entry) => {
      const event = streamedEvent(this.#parts.store, entry);
      return event === null ? [] : [{ event, bytes: eventFrame(event) }];
    });
  }

  /** Ends the streams of those who may not read any longer. */
  #askAgain(): void {
    for (const [reader, wish] of this.#readers) {
      const code = wish.mayNot();
      if (code !== null) reader.end(signFrame('end', { code }));
    }
  }

  #beat(): void {
    this.#stopBeating ??= this.#parts.clock.after(this.#limits.heartbeat, () => {
      this.#stopBeating = null;
      this.#askAgain();
      const seq = this.#head;
      const beat = signFrame('heartbeat', { seq, time: new Date(this.#parts.clock.wall()).toISOString() }, seq);
      for (const reader of this.#readers.keys()) if (reader.state === 'live') reader.sign(beat, seq);
      if (this.#readers.size > 0) this.#beat();
    });
  }

  #forget(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    this.#stopBeating?.();
    this.#stopBeating = null;
  }

  #endAll(): void {
    for (const reader of this.#readers.keys()) reader.end(END_OF_US);
  }
}

const END_OF_US = signFrame('end', { code: 'control-plane-ending' });

const ENDING = {
  code: 'control-plane-ending',
  message: 'The control plane is ending',
  remedy: 'Ask again in a few seconds: it may be starting anew',
};

const spent = (inAll: number) => ({
  code: 'streams-spent',
  message: `All ${inAll} streams of events are taken`,
  remedy: 'Ask again later, or start it with more: plimsoll serve --streams N',
});
